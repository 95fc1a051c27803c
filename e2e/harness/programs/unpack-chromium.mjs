// Unpacks Chromium into the temporary folder, in a process for which that is another one than for everybody.
import chromium from "@sparticuz/chromium";

chromium.setGraphicsMode = false;
await chromium.executablePath();
