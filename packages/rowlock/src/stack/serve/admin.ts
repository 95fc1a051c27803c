// Health checks on a port of their own: empty answers whose status says it all.

export interface Health {
  /** Whether the API's port answers. */
  readonly isLive: () => boolean;
  /** Whether it answers from a database that was read and has not been lost since. */
  readonly isReady: () => boolean;
}

export function createAdmin({ isLive, isReady }: Health): (request: Request) => Response {
  return (request) => {
    switch (new URL(request.url).pathname) {
      case "/live":
        return answer(isLive() ? 200 : 500);
      case "/ready":
        return answer(isReady() ? 200 : isLive() ? 503 : 500);
      default:
        return answer(404);
    }
  };
}

function answer(status: number): Response {
  return new Response(null, { status });
}
