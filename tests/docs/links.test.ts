import { expect, test } from "vitest";
import { brokenLinks } from "./links.ts";

test("every relative link in the documentation leads to a file and a heading that exist", async () => {
  expect(await brokenLinks()).toEqual([]);
});
