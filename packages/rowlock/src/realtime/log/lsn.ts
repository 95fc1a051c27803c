// Places in PostgreSQL's write-ahead log, which it writes as two hexadecimal halves: 16/B374D848.
// https://www.postgresql.org/docs/17/datatype-pg-lsn.html

const HALF = 32n;
const LOW = 0xffff_ffffn;

export type Lsn = bigint;

export function formatLsn(lsn: Lsn): string {
  const half = (value: bigint) => value.toString(16).toUpperCase();
  return `${half(lsn >> HALF)}/${half(lsn & LOW)}`;
}
