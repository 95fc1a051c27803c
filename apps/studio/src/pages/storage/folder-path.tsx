// The way to a folder, each part of it a button that leads there.
import { Icon } from "../../ui/icon.tsx";

export interface FolderPathProps {
  readonly bucket: string;
  readonly folder: string;
  readonly onFolder: (folder: string) => void;
}

export function FolderPath({ bucket, folder, onFolder }: FolderPathProps) {
  const names = folder.split("/").slice(0, -1);
  const steps = [
    { label: bucket, folder: "" },
    ...names.map((label, index) => ({
      label,
      folder: `${names.slice(0, index + 1).join("/")}/`,
    })),
  ];
  return (
    <nav aria-label="Folder" className="min-w-0 text-sm">
      <ol className="flex flex-wrap items-center gap-1">
        {steps.map((step, index) => (
          <li key={step.folder} className="flex min-w-0 items-center gap-1">
            {index === 0 ? null : <Icon name="chevronRight" size={14} className="text-faint" />}
            <button
              type="button"
              aria-current={index === steps.length - 1 ? "location" : undefined}
              onClick={() => onFolder(step.folder)}
              className="min-w-0 rounded px-1 text-left text-muted [overflow-wrap:anywhere] hover:text-accent aria-[current]:text-ink"
            >
              <bdi>{step.label === "" ? "(no name)" : step.label}</bdi>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
