// Tokens for the tests of this package: they are only looked into, so their signature is any text.

export interface TestClaims {
  readonly sub?: string;
  readonly iat?: number;
  readonly exp?: number;
  readonly role?: string;
  readonly jti?: string;
}

export function jwt(claims: TestClaims): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "RS256" })}.${part(claims)}.signature`;
}

export function claimsOf(token: string): TestClaims {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}
