import { describeExample } from "./example-suite.ts";

describeExample({ token: "template", next: "build" });
