import { describe, expect, test } from "vitest";
import { checkType, normalizedType } from "../../src/token/type.ts";

const REFUSED = { failure: "token_type_wrong", detail: "typ" };
const check = (typ: string | undefined, pinned?: string) =>
  checkType(typ === undefined ? undefined : normalizedType(typ), pinned);

const ACCESS_TOKEN_TYPES = [
  ...["JWT", "jwt", "at+jwt", "AT+JWT"],
  ...["application/jwt", "application/at+jwt", "Application/AT+JWT"],
];

describe("the type of an access token", () => {
  test.each([...ACCESS_TOKEN_TYPES, undefined])("can be %s", (typ) => {
    expect(check(typ)).toBeUndefined();
  });

  test.each([
    ...["", "JOSE", "id_token+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "at+jwt ", "at-jwt"],
    ...["text/jwt", "application/application/jwt", "jwt\u0130"],
  ])("can't be %j", (typ) => {
    expect(check(typ)).toEqual(REFUSED);
  });
});

describe("a pinned type", () => {
  test.each(["at+jwt", "AT+jwt", "application/at+jwt"])(
    "can be written as %s (RFC 9068 section 4)",
    (typ) => {
      expect(check(typ, "at+jwt")).toBeUndefined();
    },
  );

  test.each([undefined, "JWT", "id_token+jwt", "at+jwt2", "at"])("does not match %s", (typ) => {
    expect(check(typ, "at+jwt")).toEqual(REFUSED);
  });

  test("can be a type that only this issuer uses", () => {
    expect(check("session+jwt", "session+jwt")).toBeUndefined();
  });
});
