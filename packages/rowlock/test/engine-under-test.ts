/** An installed PostgreSQL that all tests are to run on; undefined: Rowlock's own engine. */
export const TEST_ENGINE = process.env.ROWLOCK_POSTGRES || undefined;
