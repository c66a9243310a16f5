import { expect, test } from "vitest";
import { withoutPackage } from "./build.ts";

const CODE = `import (
\tlocal "example.com/engine/local"
\tcloud "example.com/engine/cloud"
)

var backends = map[string]Init{
\t"local": func() Backend { return local.New() },
\t"cloud": func() Backend { return cloud.New() },
}
`;

test("a package is cut with its import and its uses, and nothing else", () => {
  expect(withoutPackage(CODE, "example.com/engine/cloud")).toBe(
    CODE.split("\n")
      .filter((line) => !line.includes("cloud"))
      .join("\n"),
  );
});

test("code that does not import the package stays as it is", () => {
  expect(withoutPackage(CODE, "example.com/engine/other")).toBe(CODE);
});
