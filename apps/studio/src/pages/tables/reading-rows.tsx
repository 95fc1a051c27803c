// Rows on their way: nothing much while that is quick; what takes long, and a way out, when it is not.
import { useEffect, useState } from "react";
import { Button } from "../../ui/button.tsx";

/** From here on a person may want out. */
const LONG_SECONDS = 2;

export interface ReadingRowsProps {
  /** False: it was stopped. */
  readonly reading: boolean;
  /** The rows are sorted or filtered. */
  readonly chosen: boolean;
  readonly onStop: () => void;
  readonly onAgain: () => void;
}

export function ReadingRows({ reading, chosen, onStop, onAgain }: ReadingRowsProps) {
  const seconds = useSeconds(reading);
  return (
    <div
      role="status"
      className="flex max-w-lg flex-col items-start gap-3 px-4 py-6 text-sm text-muted"
    >
      {reading ? (
        <p>Reading rows{seconds < LONG_SECONDS ? "" : ` for ${seconds} seconds`}</p>
      ) : (
        <p>Stopped: no rows were read.</p>
      )}
      {reading && seconds >= LONG_SECONDS && chosen ? (
        <p>Without an index for this sort or filter, PostgreSQL looks at every row.</p>
      ) : null}
      {reading ? null : (
        <Button size="small" icon="refresh" onClick={onAgain}>
          Read the rows
        </Button>
      )}
      {reading && seconds >= LONG_SECONDS ? (
        <Button size="small" icon="stop" onClick={onStop}>
          Stop
        </Button>
      ) : null}
    </div>
  );
}

/** For a page that already shows rows, while the next ones are on their way. */
export function StopReading({ reading, onStop }: Pick<ReadingRowsProps, "reading" | "onStop">) {
  const seconds = useSeconds(reading);
  if (!reading || seconds < LONG_SECONDS) return null;
  return (
    <Button size="small" icon="stop" onClick={onStop}>
      Stop after {seconds} s
    </Button>
  );
}

/** How long something has been going on; 0 when it is not. */
function useSeconds(going: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    if (!going) return;
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, [going]);
  return seconds;
}
