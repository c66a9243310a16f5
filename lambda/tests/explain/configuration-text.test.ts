import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readConfigurationText } from "../../explain/configuration-text.ts";
import { InputError } from "../../explain/input-error.ts";
import { configurationWith, validDocument } from "../support/configuration.ts";

const document = JSON.stringify(validDocument());
const output = (value: unknown) => ({ sensitive: false, type: "string", value });
const plan = (values: Record<string, unknown>): string =>
  JSON.stringify({
    format_version: "1.2",
    planned_values: { outputs: JSON.parse(outputs(values)), root_module: {} },
    prior_state: { format_version: "1.0", values: { outputs: { old: output(document) } } },
    configuration: { root_module: { outputs: { configuration: { expression: {} } } } },
  });
const state = (values: Record<string, unknown>): string =>
  JSON.stringify({
    format_version: "1.0",
    values: { outputs: JSON.parse(outputs(values)), root_module: {} },
  });
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
    ["terraform show -json of a plan", plan({ url: "https://a", authorizer: document }), undefined],
    ["terraform show -json of a state", state({ url: "https://a", authorizer: document }), undefined],
    ["terraform show -json, with the name of an output", plan({ a: document, b: document }), "b"],
    ["terraform output -json, with the name of an output", outputs({ a: "{}", b: document }), "b"],
  ])("may be %s", (_name, text, name) => {
    expect(readConfigurationText(text, name)).toEqual(configurationWith());
  });

  test.each<[string, string, string | undefined, RegExp]>([
    [
      "outputs without the configuration",
      outputs({ url: "https://a" }),
      undefined,
      /^no output contains the configuration: add output/,
    ],
    ["no outputs", "{}", undefined, /^no output contains the configuration/],
    [
      "a plan without the configuration",
      plan({ url: "https://a" }),
      undefined,
      /^no output contains the configuration/,
    ],
    [
      "a plan in which it is unknown",
      plan({ configuration: undefined }),
      undefined,
      /values known after apply/,
    ],
    [
      "a state without outputs",
      '{"format_version":"1.0","values":{}}',
      undefined,
      /^no output contains the configuration/,
    ],
    ["an empty state", '{"format_version":"1.0"}', undefined, /^no output contains the configuration/],
    ["an empty string", '""', undefined, /^--configuration is empty/],
    [
      "nothing",
      " \n",
      undefined,
      /^--configuration is empty: save the output of terraform output -json after an apply/,
    ],
    [
      "outputs without the chosen one",
      outputs({ a: document }),
      "b",
      /^no output contains the configuration/,
    ],
    [
      "several outputs",
      outputs({ a: document, b: document }),
      undefined,
      /choose one with --output \(a, b\)/,
    ],
  ])("can't be %s", (_name, text, name, message) => {
    expect(() => readConfigurationText(text, name)).toThrow(message);
  });

  test.each(["hello", "[]", "null", '"{}"', document.replace("https://login", " https://login")])(
    "is rejected if the function would reject it, and the message names the argument: %s",
    (text) => {
      const read = () => readConfigurationText(text, undefined);
      expect(read).toThrow(InputError);
      expect(read).toThrow(/^--configuration is not a valid configuration:\n {2}\S/);
    },
  );
});
