// Above the page, while it shows older answers because nobody gives newer ones. What is being filled in stays as it is.
import { useAway } from "../api/use-away.ts";
import { Icon } from "../ui/icon.tsx";

export function Away() {
  const words = useAway();
  return (
    <div role="status">
      {words === null ? null : (
        <p className="flex items-start gap-2 border-b border-brass-line bg-brass-soft px-4 py-2 text-sm">
          <Icon name="warning" size={16} className="mt-0.5 text-brass" />
          <span>{words}. What is shown may be old. Studio asks again every few seconds.</span>
        </p>
      )}
    </div>
  );
}
