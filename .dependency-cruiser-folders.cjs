// Folders of a room that import each other are one folder, or something between them has no place yet. Apart from the
// other rules, because here tests don't count: what a test imports lies where it likes.
const src = "^packages/rowlock/src/";

module.exports = {
  forbidden: [
    {
      name: "no-circular-folders",
      severity: "error",
      scope: "folder",
      from: { path: src },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    includeOnly: src,
    exclude: { path: "\\.test\\.tsx?$|/test/|node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
  },
};
