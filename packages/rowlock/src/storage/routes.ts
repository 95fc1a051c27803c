// Which action answers which path, who must be known for it, and what policies are told that it is. The first that fits
// counts, so what is fixed stands before what is a name.
import {
  otherBucketsAction,
  purgeAction,
  s3Action,
  statusAction,
  versionAction,
} from "./actions/absent.ts";
import {
  createBucketAction,
  deleteBucketAction,
  emptyBucketAction,
  getBucketAction,
  listBucketsAction,
  updateBucketAction,
} from "./actions/bucket-actions.ts";
import {
  getObjectAction,
  getPublicAction,
  getSignedAction,
  headObjectAction,
  headPublicAction,
  infoAction,
  infoPublicAction,
} from "./actions/download.ts";
import { listAction, listV2Action } from "./actions/lists.ts";
import { copyAction, moveAction } from "./actions/move-copy.ts";
import { removeManyAction, removeOneAction } from "./actions/remove.ts";
import {
  renderAuthenticatedAction,
  renderPublicAction,
  renderSignedAction,
} from "./actions/render.ts";
import { resumableAction, signedResumableAction } from "./actions/resumable.ts";
import { signAction, signManyAction, signUploadAction } from "./actions/sign.ts";
import { createObjectAction, updateObjectAction, uploadSignedAction } from "./actions/upload.ts";
import type { StorageAction } from "./storage-call.ts";

/** Whether a token is needed; "optional": without a good one the caller is nobody; "none": it is not looked at. */
export type RouteAuth = "required" | "optional" | "none";

export interface Route {
  readonly methods: readonly string[];
  /** `:` stands for a bucket, `*` for an object's name, `**` for whatever there is. */
  readonly path: readonly string[];
  readonly auth: RouteAuth;
  readonly operation: string;
  readonly action: StorageAction;
}

interface Answer {
  readonly auth?: RouteAuth;
  readonly operation: string;
  readonly action: StorageAction;
}

function route(line: string, { auth = "required", operation, action }: Answer): Route {
  const [methods = "", path = ""] = line.split(" ");
  const parts = path.split("/").slice(1);
  return { methods: methods.split("|"), path: parts, auth, operation, action };
}

const INFO = "object.get_authenticated_info";
const HEAD = "object.head_authenticated_info";
const GET = "storage.object.get_authenticated";

export const ROUTES: readonly Route[] = [
  route("GET /bucket", { operation: "storage.bucket.list", action: listBucketsAction }),
  route("POST /bucket", { operation: "storage.bucket.create", action: createBucketAction }),
  route("GET|HEAD /bucket/:", { operation: "storage.bucket.get", action: getBucketAction }),
  route("PUT /bucket/:", { operation: "storage.bucket.update", action: updateBucketAction }),
  route("DELETE /bucket/:", { operation: "storage.bucket.delete", action: deleteBucketAction }),
  route("POST /bucket/:/empty", { operation: "storage.bucket.empty", action: emptyBucketAction }),

  route("POST /object/move", { operation: "storage.object.move", action: moveAction }),
  route("POST /object/copy", { operation: "storage.object.copy", action: copyAction }),
  route("POST /object/list/:", { operation: "storage.object.list", action: listAction }),
  route("POST /object/list-v2/:", { operation: "storage.object.list_v2", action: listV2Action }),
  route("POST /object/sign/:", { operation: "storage.object.sign_many", action: signManyAction }),
  route("POST /object/sign/:/*", { operation: "storage.object.sign", action: signAction }),
  route("GET|HEAD /object/sign/:/*", {
    auth: "none",
    operation: "storage.object.get_signed",
    action: getSignedAction,
  }),
  route("POST /object/upload/sign/:/*", {
    operation: "storage.object.sign_upload_url",
    action: signUploadAction,
  }),
  route("PUT /object/upload/sign/:/*", {
    auth: "none",
    operation: "storage.object.upload_signed",
    action: uploadSignedAction,
  }),
  route("GET|HEAD /object/info/public/:/*", {
    auth: "none",
    operation: "storage.object.info_public",
    action: infoPublicAction,
  }),
  route("GET|HEAD /object/info/authenticated/:/*", { operation: INFO, action: infoAction }),
  route("GET|HEAD /object/info/:/*", { auth: "optional", operation: INFO, action: infoAction }),
  route("GET /object/public/:/*", {
    auth: "none",
    operation: "storage.object.get_public",
    action: getPublicAction,
  }),
  route("HEAD /object/public/:/*", {
    auth: "none",
    operation: "storage.object.info_public",
    action: headPublicAction,
  }),
  route("GET /object/authenticated/:/*", { operation: GET, action: getObjectAction }),
  route("HEAD /object/authenticated/:/*", { operation: HEAD, action: headObjectAction }),
  route("GET /object/:/*", { auth: "optional", operation: GET, action: getObjectAction }),
  route("HEAD /object/:/*", { auth: "optional", operation: HEAD, action: headObjectAction }),
  route("POST /object/:/*", { operation: "storage.object.upload", action: createObjectAction }),
  route("PUT /object/:/*", {
    operation: "storage.object.upload_update",
    action: updateObjectAction,
  }),
  route("DELETE /object/:/*", { operation: "storage.object.delete", action: removeOneAction }),
  route("DELETE /object/:", { operation: "storage.object.delete_many", action: removeManyAction }),

  route("GET /render/image/public/:/*", {
    auth: "none",
    operation: "storage.render.image_public",
    action: renderPublicAction,
  }),
  route("GET /render/image/authenticated/:/*", {
    operation: "storage.render.image_authenticated",
    action: renderAuthenticatedAction,
  }),
  route("GET /render/image/sign/:/*", {
    auth: "none",
    operation: "storage.render.image_sign",
    action: renderSignedAction,
  }),

  route("OPTIONS /upload/resumable/**", { auth: "none", operation: "", action: resumableAction }),
  ...resumable("/upload/resumable/sign/**", {
    auth: "none",
    operation: "_signed",
    action: signedResumableAction,
  }),
  ...resumable("/upload/resumable/**", { operation: "", action: resumableAction }),

  ...["/cdn", "/cdn/:", "/cdn/:/*"].map((path) =>
    route(`DELETE ${path}`, { operation: "storage.cdn.purge", action: purgeAction }),
  ),
  route("GET /status", { auth: "none", operation: "", action: statusAction }),
  route("GET /version", { auth: "none", operation: "", action: versionAction }),
  ...absent("/s3", s3Action),
  ...absent("/s3/**", s3Action),
  ...absent("/iceberg/**", otherBucketsAction),
  ...absent("/vector/**", otherBucketsAction),
];

function resumable(path: string, { operation: end, ...answer }: Answer): readonly Route[] {
  return Object.entries({ POST: "create", PATCH: "part", HEAD: "get", DELETE: "delete" }).map(
    ([method, verb]) =>
      route(`${method} ${path}`, { ...answer, operation: `storage.tus.upload.${verb}${end}` }),
  );
}

function absent(path: string, action: StorageAction): readonly Route[] {
  return [route(`* ${path}`, { auth: "none", operation: "", action })];
}

export interface FoundRoute {
  readonly route: Route;
  readonly bucket: string;
  readonly name: string;
}

/** @param parts of the path, still encoded. Undefined: nothing answers there. @throws URIError */
export function findRoute(method: string, parts: readonly string[]): FoundRoute | undefined {
  for (const one of ROUTES) {
    if (!one.methods.includes(method) && !one.methods.includes("*")) continue;
    const found = match(one.path, parts);
    if (found !== undefined) return { route: one, ...found };
  }
  return undefined;
}

function match(
  path: readonly string[],
  parts: readonly string[],
): { readonly bucket: string; readonly name: string } | undefined {
  let bucket = "";
  for (const [index, expected] of path.entries()) {
    const part = parts[index];
    if (expected === "**") return { bucket: "", name: "" };
    if (part === undefined || (part === "" && expected !== "*")) return undefined;
    if (expected === "*") {
      const name = decodeURIComponent(parts.slice(index).join("/"));
      return name === "" ? undefined : { bucket, name };
    }
    if (expected === ":") bucket = decodeURIComponent(part);
    else if (part !== expected) return undefined;
  }
  return path.length === parts.length ? { bucket, name: "" } : undefined;
}
