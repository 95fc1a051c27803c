"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";

const LINKS = [
  { href: "/", label: "Client side" },
  { href: "/ssr", label: "Server side" },
  { href: "/team", label: "Team" },
  { href: "/files", label: "Files" },
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
