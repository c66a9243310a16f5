import assert from "node:assert/strict";

/**
 * Asserts that Terraform's output has these texts, in this order.
 *
 * @param printed the output of an apply, which names the resources in the order of their changes
 */
export function assertOrder(printed: string, texts: readonly string[]): void {
  const places = texts.map((text) => {
    const place = printed.indexOf(text);
    assert.notEqual(place, -1, `"${text}" is not in Terraform's output:\n${printed}`);
    return place;
  });
  const sorted = places.toSorted((a, b) => a - b);
  assert.deepEqual(places, sorted, `expected ${texts.join(", then ")} in:\n${printed}`);
}
