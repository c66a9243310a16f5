import { pathFacts } from "./facts-paths.ts";
import { contextIn, type Fact, type Probe, statusOf } from "./probe.ts";

const NO_UNAUTHORIZED =
  "It models a thrown `Unauthorized` only on REST APIs. The tests add it for WebSocket APIs, because it is recorded on AWS.";
const NO_MAPPING = {
  http: "In mappings of HTTP APIs, it does not resolve `$context.authorizer.KEY`.",
  rest: "It does not map headers for an `HTTP_PROXY` integration of a REST API.",
};
const CLIENT = "the client's own value";

/** The open facts about API Gateway, each with the probes that settle it. */
export const FACTS: readonly Fact[] = [
  {
    title: "A thrown `Unauthorized` on HTTP APIs",
    known:
      "A function that throws `Unauthorized` makes REST and WebSocket APIs answer 401, as public test suites have recorded on AWS. No public recording shows what HTTP APIs do.",
    otherwise: "The request is refused in any case. Callers get a 500 instead of a 401.",
    probes: [thrown("2.0", "/any/thrown"), thrown("1.0", "/first/thrown")],
  },
  ...pathFacts,
  {
    title: "Empty context values in mappings",
    otherwise:
      "A client's own header of that name reaches the backend. Don't map a key that can be empty to a header that the backend trusts.",
    probes: [
      mapping("http", "filled", "from the authorizer", CLIENT),
      mapping("http", "empty", "no value", CLIENT),
      mapping("rest", "filled", "from the authorizer", CLIENT),
      mapping("rest", "empty", "no value", CLIENT),
    ],
  },
  {
    title: "A repeated `Authorization` header",
    otherwise:
      "The function sees one of the tokens and decides about that one. A backend that reads `Authorization` itself can read the other one.",
    probes: [
      repeated("http-2.0", "HTTP API, payload 2.0", "http", "/any/repeated"),
      repeated("http-1.0", "HTTP API, payload 1.0", "http", "/first/repeated"),
      repeated("rest", "REST API, `REQUEST`", "rest", "/repeated"),
    ],
  },
  {
    title: "The size of the authorizer's answer",
    otherwise: "Callers with many rules get a 500: the limit of the module must be lower.",
    probes: [sizeProbe("http", "HTTP API"), sizeProbe("rest", "REST API")],
  },
  {
    title: "Values in the context",
    otherwise: "Backends must read these values in another form.",
    probes: [
      contextProbe("http", "HTTP API, payload 2.0", '["a","b"], 1, true'),
      contextProbe("rest", "REST API", '"1", "true"'),
    ],
  },
  {
    title: "The alias that an authorizer invokes",
    known:
      "AWS documents that `invokedFunctionArn` in the context of a function has the alias, if the invoker names one.",
    otherwise: "With `token_sources`, every request gets a 500.",
    probes: [aliasProbe("http", "HTTP API"), aliasProbe("rest", "REST API")],
  },
  {
    title: "`usageIdentifierKey`",
    otherwise: "`usage_plan_key_claim` has no effect: a method that requires an API key answers 403.",
    probes: [
      keyed("with", "the key of a usage plan", "200", {
        observed: "403",
        reason: "It reads API keys only from the header `x-api-key`.",
      }),
      keyed("without", "no key", "403"),
    ],
  },
  {
    title: "Fetching a key set",
    otherwise: "A function without a VPC can't fetch keys over the internet: it answers 500.",
    probes: [
      {
        id: "key-set",
        title: "REST API, `TOKEN`: a token whose key is not in the fetched key set",
        expected: "401",
        observe: async ({ callWithUnknownRemoteKey }) =>
          callWithUnknownRemoteKey && String(await callWithUnknownRemoteKey("rest_token")),
      },
    ],
  },
];

/** All probes, in the order in which they run. */
export const PROBES: readonly Probe[] = FACTS.flatMap(({ probes }) => probes);

function thrown(payload: string, path: string): Probe {
  return {
    id: `thrown-${payload}`,
    title: `payload ${payload}`,
    expected: "401",
    emulator: { observed: "500", reason: NO_UNAUTHORIZED },
    observe: async ({ call }) =>
      statusOf(await call({ api: "http", path, order: { throws: "Unauthorized" } })),
  };
}

function mapping(api: "http" | "rest", key: "filled" | "empty", expected: string, observed: string): Probe {
  return {
    id: `mapping-${api}-${key}`,
    title: `${api === "http" ? "HTTP" : "REST"} API: ${key === "filled" ? "a value" : "an empty value"}, and the client sends that header too`,
    expected,
    emulator: { observed, reason: NO_MAPPING[api] },
    observe: async ({ call }) => {
      const answer = await call({ api, path: `/${key}`, headers: { "x-mapped": CLIENT } });
      const { mapped } = (answer.status === 200 ? answer.body : { mapped: answer.status }) as {
        mapped: unknown;
      };
      return mapped === null || mapped === "" ? "no value" : String(mapped);
    },
  };
}

function repeated(id: string, title: string, api: "http" | "rest", path: string): Probe {
  return {
    id: `repeated-${id}`,
    title,
    expected: "the authorizer sees 2 tokens",
    observe: async ({ call }) => {
      const answer = await call({ api, path, repeats: 2 });
      const context = contextIn(answer);
      if (context === undefined) return statusOf(answer);
      const { tokensInHeader, tokensInMultiValueHeader = 0 } = JSON.parse(String(context["seen"]));
      return `the authorizer sees ${Math.max(tokensInHeader, tokensInMultiValueHeader)} tokens`;
    },
  };
}

function sizeProbe(api: "http" | "rest", title: string): Probe {
  return {
    id: `size-${api}`,
    title: `${title}: 8192 bytes, the limit of the module`,
    expected: "200",
    observe: async ({ call }) => statusOf(await call({ api, path: "/any/size", order: { bytes: 8192 } })),
  };
}

function contextProbe(api: "http" | "rest", title: string, expected: string): Probe {
  return {
    id: `context-${api}`,
    title: `${title}: ${api === "http" ? "a list, a number, a boolean" : "a number, a boolean"}`,
    expected,
    observe: async ({ call }) => {
      const list = api === "http" ? { list: ["a", "b"] } : {};
      const answer = await call({
        api,
        path: "/any/context",
        order: { context: { ...list, number: 1, flag: true } },
      });
      const context = contextIn(answer);
      if (context === undefined) return statusOf(answer);
      const names = [...Object.keys(list), "number", "flag"];
      return names.map((name) => JSON.stringify(context[name])).join(", ");
    },
  };
}

function aliasProbe(api: "http" | "rest", title: string): Probe {
  return {
    id: `alias-${api}`,
    title: `${title}: the qualifier in \`invokedFunctionArn\``,
    expected: "probe",
    observe: async ({ call }) => {
      const answer = await call({ api, path: "/any/alias" });
      const context = contextIn(answer);
      if (context === undefined) return statusOf(answer);
      const { qualifier = "none" } = JSON.parse(String(context["seen"]));
      return String(qualifier);
    },
  };
}

function keyed(id: string, title: string, expected: string, emulator?: Probe["emulator"]): Probe {
  return {
    id: `key-${id}`,
    title: `REST API with \`api_key_source = AUTHORIZER\`: ${title}`,
    expected,
    ...(emulator && { emulator }),
    observe: async ({ call, apiKey }) =>
      statusOf(await call({ api: "rest", path: "/keyed", order: id === "with" ? { key: apiKey } : {} })),
  };
}
