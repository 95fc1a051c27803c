// How the provider's page looks: a card as the account portal's, for a wide and a narrow window, by day and by night.
import { PAGE_PALETTE } from "../page-palette.ts";

export const CONSENT_STYLE_PATH = "/social/consent.css";

export const CONSENT_STYLE = `${PAGE_PALETTE}
*, ::before, ::after { box-sizing: border-box; }
:root { --line: light-dark(#d5d9dd, #3a4047); --error: light-dark(#a4262c, #ff9c9c); }
body {
  margin: 0;
  min-height: 100dvh;
  display: grid;
  place-items: center;
  background: var(--portal-page);
  color: var(--portal-ink);
  font-size: 0.9375rem;
  line-height: 1.45;
}
main {
  width: min(25rem, 100% - 2rem);
  margin: 2rem 0;
  padding: 2rem;
  background: var(--portal-surface);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  box-shadow: 0 8px 24px rgb(0 0 0 / 8%);
}
/* The marks are drawn for light ground. */
header img { padding: 0.375rem; background: #ffffff; border: 1px solid var(--line); border-radius: 0.625rem; }
header { text-align: center; margin-bottom: 1.5rem; }
h1 { margin: 0.75rem 0 0; font-size: 1.125rem; font-weight: 650; }
h2, summary { margin: 0 0 0.5rem; font-size: 0.8125rem; font-weight: 600; color: var(--portal-ink-soft); }
header p { margin: 0.125rem 0 0; color: var(--portal-ink-soft); overflow-wrap: anywhere; }
header strong { color: var(--portal-ink); font-weight: 600; }
ul { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: 0.5rem; max-height: 18rem; overflow: auto; }
li + li { border-top: 1px solid var(--line); }
button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; }
li button { display: flex; align-items: center; gap: 0.75rem; width: 100%; padding: 0.625rem 0.75rem; text-align: start; }
li button:hover { background: var(--portal-sunk); }
:focus-visible { outline: 2px solid var(--portal-accent); outline-offset: 2px; }
li button:focus-visible { outline-offset: -2px; border-radius: 0.5rem; }
.initial {
  flex: none;
  display: grid;
  place-items: center;
  width: 2.25rem;
  height: 2.25rem;
  border-radius: 50%;
  background: var(--portal-accent);
  color: var(--portal-on-accent);
  font-weight: 600;
}
.who { min-width: 0; display: grid; }
.name { font-weight: 550; }
.name, .address { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.address, .note { color: var(--portal-ink-soft); font-size: 0.875rem; }
.note { font-style: italic; }
details { margin-top: 1rem; }
summary { cursor: pointer; padding: 0.25rem 0; border-radius: 0.25rem; }
details form { display: grid; gap: 0.875rem; padding-top: 0.375rem; }
label { display: grid; gap: 0.25rem; font-size: 0.8125rem; font-weight: 550; }
.names { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; }
input:not([type="checkbox"]) {
  width: 100%;
  min-width: 0;
  padding: 0.5rem 0.625rem;
  font: inherit;
  font-size: 0.9375rem;
  font-weight: 400;
  color: var(--portal-ink);
  background: var(--portal-field);
  border: 1px solid light-dark(#868e96, #6c757e);
  border-radius: 0.375rem;
}
input[aria-invalid] { border-color: var(--error); }
.error { margin: -0.5rem 0 0; color: var(--error); font-size: 0.8125rem; }
.check { display: flex; align-items: center; gap: 0.5rem; font-weight: 400; }
.check input { width: 1rem; height: 1rem; margin: 0; accent-color: var(--portal-accent); }
.go {
  padding: 0.5625rem 1rem;
  border-radius: 0.375rem;
  background: var(--portal-accent);
  color: var(--portal-on-accent);
  font-weight: 600;
}
.deny { margin-top: 1.25rem; text-align: center; }
.deny button { padding: 0.5rem 1rem; border-radius: 0.375rem; color: var(--portal-ink-soft); text-decoration: underline; text-underline-offset: 0.2em; }
.deny button:hover { color: var(--portal-ink); }
footer { margin-top: 1.25rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.8125rem; color: var(--portal-ink-soft); }
footer p { margin: 0 0 0.375rem; }
.scopes { overflow-wrap: anywhere; }
@media (max-width: 26rem) {
  body { place-items: start stretch; background: var(--portal-surface); }
  main { width: 100%; margin: 0; padding: 1.25rem; border: 0; border-radius: 0; box-shadow: none; }
}
`;
