import { describeExample } from "./example-suite.ts";

describeExample({ token: "native", next: "build" });
