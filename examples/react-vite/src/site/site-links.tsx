import { Link, usePathname } from "./navigation.tsx";

const LINKS = [
  { href: "/", label: "Your tasks" },
  { href: "/team", label: "Team" },
] as const;

export function SiteLinks() {
  const pathname = usePathname();
  return (
    <nav aria-label="Pages">
      {LINKS.map(({ href, label }) => (
        <Link key={href} href={href} aria-current={pathname === href ? "page" : undefined}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
