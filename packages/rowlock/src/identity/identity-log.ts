// What the identity service tells whoever runs it. Plain data; where it goes is the caller's.
// INVARIANT: no event holds a header, a token, a key or a password. A message's code is shown on purpose: the log is
// where a developer reads it.

export type IdentityEvent =
  | {
      readonly kind: "message";
      readonly channel: "email" | "sms";
      readonly to: string;
      /** Empty for an SMS. */
      readonly subject: string;
      /** The code or address that the message is about. */
      readonly text: string;
    }
  | {
      readonly kind: "missing_endpoint";
      readonly api: "frontend" | "backend";
      readonly method: string;
      readonly path: string;
    }
  /** A page was refused because the browser would send its cookies in vain; the text says what to open instead. */
  | { readonly kind: "page_on_other_site"; readonly text: string }
  /** A browser bundle of a generation that is not kept was asked for; both are package and version. */
  | { readonly kind: "other_bundle"; readonly asked: string; readonly given: string }
  | { readonly kind: "large_session_token"; readonly userId: string; readonly bytes: number }
  | { readonly kind: "template_refused"; readonly template: string; readonly reason: string }
  | {
      readonly kind: "webhook_attempt";
      readonly messageId: string;
      readonly type: string;
      readonly url: string;
      readonly outcome: string;
    }
  | {
      readonly kind: "error";
      readonly method: string;
      readonly path: string;
      readonly error: unknown;
    };

export type IdentityLog = (event: IdentityEvent) => void;
