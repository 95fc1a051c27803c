// Studio's icons, drawn on a grid of 20 with one line. Decoration only: what an icon means is always said in words beside it, or in
// the label of its button.

const PATHS = {
  overview: "M3 11.5 10 4l7 7.5M5 9.8V16h10V9.8",
  table: "M3 4.5h14v11H3zM3 8.5h14M8 8.5v7",
  sql: "M4 5.5 8.5 10 4 14.5M10 15h6",
  function: "M13.5 4.5c-2.6-.8-3.4.6-3.7 2.4L8.5 14c-.4 1.8-1.3 2.4-3 1.8M6.5 9h6",
  migration: "M10 3v14M10 3 6.5 6.5M10 3l3.5 3.5M4 12.5h3M13 12.5h3M4 16h12",
  shield: "M10 2.8 16 5v5c0 3.6-2.6 6-6 7.2C6.600 16 4 13.600 4 10V5z",
  users:
    "M7.500 9.500a2.800 2.800 0 1 0 0-5.600 2.800 2.800 0 0 0 0 5.600ZM2.500 16c0-2.800 2-4.300 5-4.300s5 1.500 5 4.300M13 4.200a2.600 2.600 0 0 1 0 5M14.500 12c2 .500 3 1.900 3 4",
  user: "M10 10a3.200 3.200 0 1 0 0-6.400A3.200 3.200 0 0 0 10 10ZM4 17c0-3 2.500-4.600 6-4.600s6 1.600 6 4.600",
  session: "M4 4.500h12v8H4zM7.500 16h5M10 12.500V16",
  template: "M6 3.500h6l3 3v10H6zM12 3.500v3h3M8.500 10h4M8.500 13h4",
  mail: "M3 5.500h14v9.500H3zM3 6l7 5 7-5",
  key: "M7 13.500a3.500 3.500 0 1 1 3.200-4.900L17 8.600v2.800h-2v2h-2.500v-2h-2.300A3.500 3.500 0 0 1 7 13.500Z",
  gear: "M10 12.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM10 2.500v2M10 15.500v2M2.500 10h2M15.500 10h2M4.700 4.700l1.400 1.400M13.900 13.900l1.400 1.400M4.700 15.300l1.400-1.400M13.900 6.100l1.400-1.400",
  plus: "M10 4.500v11M4.500 10h11",
  close: "m5 5 10 10M15 5 5 15",
  check: "m4 10.500 4 4L16 6",
  chevronDown: "m5.500 8 4.500 4.500L14.500 8",
  chevronRight: "m8 5.500 4.500 4.500L8 14.500",
  chevronLeft: "m12 5.500-4.500 4.500L12 14.500",
  first: "m14.500 5.500-4.500 4.500 4.500 4.500M6 5.500v9",
  last: "m5.500 5.500 4.500 4.500-4.500 4.500M14 5.500v9",
  search: "M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11ZM13 13l4 4",
  filter: "M3.500 5h13M6 10h8M8.500 15h3",
  sort: "M6.500 4.500v11M6.500 15.500 4 13M6.500 15.500 9 13M13.500 15.500v-11M13.500 4.500 11 7M13.500 4.500 16 7",
  play: "M6.500 4.500v11l9-5.500z",
  stop: "M5.500 5.500h9v9h-9z",
  trash: "M4 6h12M8 6V4h4v2M6 6l.600 10.500h6.800L14 6M8.700 9v4.500M11.300 9v4.500",
  pencil: "M4 16l.800-3.400L13.300 4l2.700 2.700-8.600 8.500zM11.500 5.800l2.700 2.700",
  copy: "M7 7h9v9.500H7zM13 7V3.500H4V13h3",
  eye: "M2.500 10C4 6.800 6.700 5 10 5s6 1.800 7.500 5c-1.500 3.200-4.200 5-7.500 5s-6-1.800-7.500-5ZM10 12.300a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600Z",
  eyeOff:
    "M3 3l14 14M8.200 5.200A8 8 0 0 1 10 5c3.300 0 6 1.800 7.500 5a10 10 0 0 1-2 2.800M5 7c-1 .800-1.900 1.800-2.500 3 1.500 3.200 4.200 5 7.500 5 1.200 0 2.300-.200 3.300-.700",
  refresh: "M16 10a6 6 0 1 1-1.800-4.300M16 3.500v3.200h-3.200",
  warning: "M10 3 2.500 16.500h15zM10 8v4M10 14.300v.200",
  info: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9.500v4M10 6.800v.200",
  menu: "M3.500 5.500h13M3.500 10h13M3.500 14.500h13",
  more: "M4.500 10h.010M10 10h.010M15.500 10h.010",
  sun: "M10 13.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM10 2.500v1.500M10 16v1.500M2.500 10H4M16 10h1.500M4.700 4.700l1 1M14.300 14.300l1 1M4.700 15.300l1-1M14.300 5.700l1-1",
  moon: "M16 11.500A6.500 6.500 0 0 1 8.500 4 6.500 6.500 0 1 0 16 11.500Z",
  lock: "M5 9h10v7.500H5zM7 9V6.500a3 3 0 0 1 6 0V9",
  unlock: "M5 9h10v7.500H5zM7 9V6.500a3 3 0 0 1 5.800-1",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4l2.700 2",
  external: "M11.500 4H16v4.500M16 4l-7 7M8 5H4v11h11v-4",
  column: "M4 4h12v12H4zM10 4v12",
  inbox: "M3.500 11.500 5.500 5h9l2 6.500v4h-13zM3.500 11.500H7l1 2h4l1-2h3.500",
} as const;

export type IconName = keyof typeof PATHS;

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
  readonly className?: string;
}

export function Icon({ name, size = 18, className = "" }: IconProps) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 20"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 2.4 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${className}`}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
