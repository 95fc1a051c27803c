// The command line itself, bundled into one file, so that tests run it without a build.
import "../../src/cli/main.ts";
