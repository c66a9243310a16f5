import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readConfigurationText } from "../../explain/configuration-text.ts";
import { ConfigError } from "../../src/config/configuration.ts";
import { configurationWith, validDocument } from "../support/configuration.ts";

const document = JSON.stringify(validDocument());
const output = (value: unknown) => ({ sensitive: false, type: "string", value });
const outputs = (values: Record<string, unknown>): string =>
  JSON.stringify(Object.fromEntries(Object.entries(values).map(([name, value]) => [name, output(value)])));

describe("the configuration", () => {
  test.each<[string, string, string | undefined]>([
    ["the document", document, undefined],
    ["the document with a line feed", `${document}\n`, undefined],
    ["the document as the environment has it, compressed", gzipSync(document).toString("base64"), undefined],
    ["terraform output -json configuration", JSON.stringify(document), undefined],
    ["terraform output -json", outputs({ url: "https://a", configuration: document, n: 1 }), undefined],
    ["terraform output -json under another name", outputs({ orders_authorizer: document }), undefined],
    ["terraform output -json with a choice", outputs({ a: "{}", b: document }), "b"],
  ])("may be %s", (_name, text, name) => {
    expect(readConfigurationText(text, name)).toEqual(configurationWith());
  });

  test.each<[string, string, string | undefined, RegExp]>([
    ["outputs without it", outputs({ url: "https://a" }), undefined, /in none of these outputs: add output/],
    ["no outputs", "{}", undefined, /in none of these outputs/],
    ["outputs without the one that was chosen", outputs({ a: document }), "b", /in none of these outputs/],
    [
      "several outputs",
      outputs({ a: document, b: document }),
      undefined,
      /choose one with --output \(a, b\)/,
    ],
  ])("can't be %s", (_name, text, name, message) => {
    expect(() => readConfigurationText(text, name)).toThrow(message);
  });

  test.each(["", "hello", "[]", "null", '"{}"', document.replace("https://login", "http://login")])(
    "that is at fault is refused as the function refuses it: %s",
    (text) => {
      expect(() => readConfigurationText(text, undefined)).toThrow(ConfigError);
    },
  );
});
