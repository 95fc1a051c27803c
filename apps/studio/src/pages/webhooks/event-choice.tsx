// Which events an endpoint is told of: all, or the groups and types that are chosen.
import { useQuery } from "@tanstack/react-query";
import { eventTypesQuery } from "../../api/webhook-queries.ts";
import { Checkbox } from "../../ui/toggle.tsx";

export interface EventChoiceProps {
  readonly chosen: readonly string[];
  readonly disabled: boolean;
  readonly onChange: (events: readonly string[]) => void;
}

export function EventChoice({ chosen, disabled, onChange }: EventChoiceProps) {
  const types = useQuery(eventTypesQuery);
  const groups = [...new Set((types.data ?? []).map((type) => `${type.split(".")[0]}.*`))];
  // A type that was chosen by itself, over the API or in the file, is shown beside the groups.
  const offered = [...groups, ...chosen.filter((event) => !groups.includes(event))];
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Events</legend>
      <div className="grid gap-x-5 gap-y-2 font-mono sm:grid-cols-2">
        {offered.map((event) => (
          <Checkbox
            key={event}
            label={<span className="text-[0.8125rem]">{event}</span>}
            disabled={disabled}
            checked={chosen.includes(event)}
            onChange={(checked) =>
              onChange(checked ? [...chosen, event] : chosen.filter((other) => other !== event))
            }
          />
        ))}
      </div>
      <p className="mt-1.5 text-[0.8125rem] text-muted">
        {chosen.length === 0 ? "None chosen: it is told of everything." : " "}
      </p>
    </fieldset>
  );
}
