import { expect, test } from "vitest";
import { wrapText } from "./wrap.ts";

test("wrapText() breaks between words, and counts the indent of later lines", () => {
  expect(wrapText("one two three four", 9, "  ")).toBe("one two\n  three\n  four");
});

test("wrapText() lets a long word stand alone", () => {
  expect(wrapText("a incomprehensibilities b", 10)).toBe("a\nincomprehensibilities\nb");
});
