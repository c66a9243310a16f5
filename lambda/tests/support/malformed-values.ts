/*
 * Values that no rule may contain. rule-tables.ts puts each into a rule that is valid otherwise.
 */

/** Paths, each with the beginning of the fix in Terraform's message. */
export const malformedPaths: readonly (readonly [unknown, string])[] = [
  ["orders", "begin it with /"],
  ["", "begin it with /"],
  ["connect", "begin it with /"],
  ["*", "begin it with /"],
  ["{tenant}", "begin it with /"],
  [["/$", "{aws:username}"].join(""), "remove the $ in front of {"],
  ["/a/**", "write * instead of **"],
  ["/**", "write * instead of **"],
  ["/%", "write two hexadecimal digits after each %"],
  ["/a%4", "write two hexadecimal digits after each %"],
  ["/a%g0", "write two hexadecimal digits after each %"],
  ["/a%4g/b", "write two hexadecimal digits after each %"],
  ["/%{tenant}", "write two hexadecimal digits after each %"],
  ["/%2{tenant}", "write two hexadecimal digits after each %"],
  ["/{tenant", "close each placeholder and do not nest it"],
  ["/tenant}", "close each placeholder and do not nest it"],
  ["/{a{b}c}", "close each placeholder and do not nest it"],
  ["/{}", "write the name of a top-level claim"],
  ["/{/a/b/c/d/e}", "write the name of a top-level claim"],
  ["/{/a~2}", "write the name of a top-level claim"],
  ["/{proxy+}", 'write "/*"'],
  ["/orders/{proxy+}", 'write "/orders/*"'],
  ["/orders/{id}/{rest+}", 'write "/orders/{id}/*"'],
  ["/{+}", 'write "/*"'],
  ["/orders/<id>", 'write "/orders/*" for any value'],
  ["/orders/<int:id>/lines", 'write "/orders/*/lines" for any value'],
  ["GET /orders", 'write the path here and the method in methods: methods = ["GET"], paths = ["/orders"]'],
  [
    "ANY /{proxy+}",
    'write the path here and the method in methods: leave methods out for ANY, paths = ["/*"]',
  ],
  ["/a b", "percent-encode each character"],
  ["/ä", "percent-encode each character"],
  ["/a#b", "percent-encode each character"],
  ["/a\\b", "percent-encode each character"],
  ['/a"b', "percent-encode each character"],
  ["/a\nb", "percent-encode each character"],
  ["/a[b]", "percent-encode each character"],
  [`/${"a".repeat(412)}`, "shorten it"],
  ["/{a}{b}{c}/aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "shorten it"],
  [1, "begin it with /"],
  [null, "begin it with /"],
  [["/a"], "begin it with /"],
];

/** Names of claims. */
export const malformedNames: readonly unknown[] = [
  "",
  "/a/b/c/d/e",
  "/a~2",
  "a{b",
  "a\nb",
  "n".repeat(257),
  1,
  null,
  ["a"],
];

/** Values of conditions. */
export const malformedValues: readonly unknown[] = [
  null,
  0.5,
  2 ** 53,
  -(2 ** 53),
  1e21,
  [],
  ["x"],
  {},
  { x: 1 },
  "x".repeat(257),
  "😀".repeat(257),
];
