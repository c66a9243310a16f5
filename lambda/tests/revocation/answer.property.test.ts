import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { itemsIn, RevocationAnswerError } from "../../src/revocation/answer.ts";
import { isRevokedBy } from "../../src/revocation/item.ts";

const ISS = "https://login.example.com/";
const KEYS = ["jti#1", "sub#1", "sid#1", "client_id#1"];

/** Values that look like an answer of DynamoDB, and values that don't. */
const attribute = fc.oneof(
  fc.record({ N: fc.oneof(fc.string(), fc.integer().map(String)) }),
  fc.record({ S: fc.oneof(fc.constantFrom(ISS, ...KEYS), fc.string()) }),
  fc.jsonValue(),
);
const item = fc.oneof(
  fc.record(
    {
      iss: fc.oneof(fc.constant({ S: ISS }), attribute),
      subject: fc.oneof(
        fc.constantFrom(...KEYS).map((S) => ({ S })),
        attribute,
      ),
      revoked_before: attribute,
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);
const answer = fc.oneof(
  fc.record(
    {
      Responses: fc.oneof(fc.dictionary(fc.string(), fc.array(item)), fc.jsonValue()),
      UnprocessedKeys: fc.oneof(fc.constant({}), fc.jsonValue()),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);

describe("any answer", () => {
  test("is read as items that were requested, or rejected with a constant reason", () => {
    fc.assert(
      fc.property(answer, (anything) => {
        let items: ReturnType<typeof itemsIn>;
        try {
          items = itemsIn(anything, ISS, KEYS);
        } catch (error) {
          expect(error).toBeInstanceOf(RevocationAnswerError);
          return;
        }
        for (const [key, found] of items) {
          expect(KEYS).toContain(key);
          expect(typeof isRevokedBy(found, 1)).toBe("boolean");
          expect(isRevokedBy(found, undefined)).toBe(true);
        }
      }),
    );
  });

  test("with an item for the key and nothing else wrong revokes unless a number says otherwise", () => {
    fc.assert(
      fc.property(attribute, fc.integer({ min: 0 }), (revokedBefore, iat) => {
        const found = { iss: { S: ISS }, subject: { S: "sub#1" }, revoked_before: revokedBefore };
        const read = itemsIn({ Responses: { t: [found] } }, ISS, KEYS).get("sub#1");
        const number = Number((revokedBefore as { N?: unknown } | null)?.N);
        const isLater = read !== undefined && isRevokedBy(read, iat);
        expect(isLater).toBe(typeof read?.revokedBefore !== "number" || iat < number);
      }),
    );
  });
});
