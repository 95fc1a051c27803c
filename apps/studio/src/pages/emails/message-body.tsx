// What a message says. HTML is shown as its reader sees it, in a frame of no origin: nothing in it runs, and Studio's policy,
// which the frame has too, loads nothing from elsewhere. Its links open in a tab of their own.
const HTML = /<[a-z!/]/i;

export function MessageBody({ title, body }: { readonly title: string; readonly body: string }) {
  if (!HTML.test(body)) {
    return <p className="mt-2 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]">{body}</p>;
  }
  return (
    <iframe
      title={`Body of ${title}`}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      srcDoc={`<!doctype html><base target="_blank">${body}`}
      className="mt-2 h-72 w-full resize-y rounded-md border border-line bg-white"
    />
  );
}
