// What an actor tries with a file of somebody else's, and with their own: each by every way that Storage has for it.
import type { ProofVerb } from "../attempts/attempt.ts";
import { isObject } from "../json-object.ts";
import type { Answer, ProofRequest } from "../send.ts";
import { newNameBeside, type ProofFile } from "./files.ts";

export interface FileAttempt {
  readonly verb: ProofVerb;
  readonly request: ProofRequest;
  /** What it comes to where it succeeds, such as "reads a file that is not theirs". */
  readonly what: string;
  /** Whether a success did what was tried: a list may leave the file out. */
  did(answer: Answer): boolean;
  /** A success leaves the bucket changed. */
  readonly changes: boolean;
}

const always = () => true;
const CONTENT = "made by rowlock prove";

/** @param own a file of the actor's own in the same bucket; undefined for who has none */
export function attemptsOnAnothers(
  file: ProofFile,
  own: ProofFile | undefined,
): readonly FileAttempt[] {
  const { bucket, name, folder } = file;
  const theirs = newNameBeside(file, "intruder");
  const mine = own === undefined ? undefined : newNameBeside(own, "taken");
  const asAnother = "insert as another" as const;
  const into = "puts a file into a folder that is not theirs";
  return [
    ...readingOf(file, "a file that is not theirs"),
    ...(folder === null
      ? []
      : [
          writing(asAnother, upload(bucket, theirs), into),
          writing(asAnother, signedUpload(bucket, theirs), `${into}, by a signed address`),
          ...(own === undefined
            ? []
            : [
                writing(asAnother, copying(own, theirs), `${into}, by copying`),
                writing("give away", moving(own, theirs), `${into}, by moving`),
              ]),
        ]),
    ...changing(file, { update: "update another's", remove: "delete another's" }),
    writing(
      "upsert",
      { ...upload(bucket, name), upsert: true },
      "replaces a file that is not theirs",
    ),
    ...(mine === undefined
      ? []
      : [
          writing("take over", moving(file, mine), "moves a file that is not theirs to themselves"),
          writing("read", copying(file, mine), "copies a file that is not theirs"),
        ]),
  ];
}

/** Each verb by the ways of which one is enough. */
export function attemptsOnOwn(file: ProofFile): readonly FileAttempt[] {
  const { bucket } = file;
  return [
    ...readingOf(file, "their own file"),
    writing("insert", upload(bucket, newNameBeside(file, "added")), "adds a file"),
    ...changing(file, { update: "update", remove: "delete" }),
    writing("update", moving(file, newNameBeside(file, "moved")), "moves their own file"),
  ];
}

function readingOf(file: ProofFile, words: string): readonly FileAttempt[] {
  const { bucket, name } = file;
  const place = pathOf(bucket, name);
  const read = (request: ProofRequest, what: string): FileAttempt => ({
    verb: "read",
    request: { ...request, service: "storage" },
    what: `${what} ${words}`,
    did: always,
    changes: false,
  });
  return [
    read({ method: "GET", path: `/object/authenticated/${place}` }, "reads"),
    read({ method: "GET", path: `/object/info/authenticated/${place}` }, "is told of"),
    read(
      { method: "POST", path: `/object/sign/${place}`, body: { expiresIn: 60 } },
      "signs an address of",
    ),
    {
      verb: "count",
      request: list(file),
      what: `lists ${words}`,
      did: ({ body }) =>
        Array.isArray(body) &&
        body.some((one) => isObject(one) && one.name === name.slice(name.lastIndexOf("/") + 1)),
      changes: false,
    },
  ];
}

function changing(
  { bucket, name }: ProofFile,
  { update, remove }: { readonly update: ProofVerb; readonly remove: ProofVerb },
): readonly FileAttempt[] {
  const place = pathOf(bucket, name);
  const many: ProofRequest = {
    method: "DELETE",
    service: "storage",
    path: `/object/${encodeURIComponent(bucket.id)}`,
    body: { prefixes: [name] },
  };
  return [
    writing(update, { ...upload(bucket, name), method: "PUT" }, "writes over a file"),
    {
      ...writing(remove, many, "removes a file"),
      did: ({ body }) => Array.isArray(body) && body.length > 0,
    },
    writing(
      remove,
      { method: "DELETE", service: "storage", path: `/object/${place}` },
      "removes a file",
    ),
  ];
}

function writing(verb: ProofVerb, request: ProofRequest, what: string): FileAttempt {
  return { verb, request, what, did: always, changes: true };
}

function upload({ id, contentType }: ProofFile["bucket"], name: string): ProofRequest {
  const path = `/object/${pathOf({ id }, name)}`;
  return { method: "POST", service: "storage", path, body: CONTENT, contentType };
}

function signedUpload(bucket: ProofFile["bucket"], name: string): ProofRequest {
  return {
    method: "POST",
    service: "storage",
    path: `/object/upload/sign/${pathOf(bucket, name)}`,
  };
}

function copying(file: ProofFile, destinationKey: string): ProofRequest {
  return { ...moving(file, destinationKey), path: "/object/copy" };
}

function moving({ bucket, name }: ProofFile, destinationKey: string): ProofRequest {
  const body = { bucketId: bucket.id, sourceKey: name, destinationKey };
  return { method: "POST", service: "storage", path: "/object/move", body };
}

function list({ bucket, name }: ProofFile): ProofRequest {
  const prefix = name.slice(0, name.lastIndexOf("/") + 1);
  const path = `/object/list/${encodeURIComponent(bucket.id)}`;
  return { method: "POST", service: "storage", path, body: { prefix, limit: 1000 } };
}

function pathOf({ id }: { readonly id: string }, name: string): string {
  return [id, ...name.split("/")].map(encodeURIComponent).join("/");
}
