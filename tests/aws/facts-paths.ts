import { arnIn, contextIn, type Fact, type Probe, type ProbeRequest, statusOf, targetIn } from "./probe.ts";

type Difference = NonNullable<Probe["emulator"]>;

/** A path as it is sent, and the form that is expected in the ARN of each kind of API. */
interface Spelling {
  readonly sent: string;
  readonly http: string;
  readonly rest: string;
}

const SPELLINGS: Readonly<Record<string, Spelling>> = {
  "encoded-slash": { sent: "/any/a%2Fb", http: "any/a/b", rest: "any/a%2Fb" },
  "encoded-space": { sent: "/any/a%20b", http: "any/a b", rest: "any/a%20b" },
  "encoded-dots": { sent: "/any/%2e%2e/b", http: "any/../b", rest: "any/%2e%2e/b" },
  "encoded-question-mark": { sent: "/any/a%3Fb", http: "any/a", rest: "any/a%3Fb" },
  "dot-segment": { sent: "/any/../b", http: "any/../b", rest: "any/../b" },
  "double-slash": { sent: "/any//b", http: "any//b", rest: "any//b" },
  "first-double-slash": { sent: "//any/b", http: "any/b", rest: "any/b" },
  "trailing-slash": { sent: "/any/b/", http: "any/b/", rest: "any/b/" },
};

const DECODES = "It decodes the paths of REST APIs too.";
const ROUTES = "It routes every method. On HTTP APIs, it answers `OPTIONS` itself.";

/** What the emulator does otherwise, by the ID of the probe. */
const ON_EMULATOR: Readonly<Record<string, Difference>> = {
  "path-http-encoded-question-mark": {
    observed: "any/a?b",
    reason: "It does not cut the path at a decoded question mark.",
  },
  "path-rest-encoded-slash": { observed: "any/a/b", reason: DECODES },
  "path-rest-encoded-space": { observed: "any/a b", reason: DECODES },
  "path-rest-encoded-dots": { observed: "any/../b", reason: DECODES },
  "path-rest-encoded-question-mark": { observed: "any/a?b", reason: DECODES },
  "policy-rest-raw": { observed: "403", reason: DECODES },
  "policy-rest-decoded": { observed: "200", reason: DECODES },
  "methods-any": { observed: "DELETE, GET, HEAD, PATCH, POST, PUT, TRACE, PROPFIND", reason: ROUTES },
  "methods-default": { observed: "DELETE, GET, HEAD, PATCH, POST, PUT, TRACE, PROPFIND", reason: ROUTES },
  "methods-rest": {
    observed: "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE, PROPFIND",
    reason: ROUTES,
  },
};

const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE", "PROPFIND"];
const SEVEN = METHODS.slice(0, 7).join(", ");

/** Facts about the path and the method in the ARN, and about how API Gateway compares them with a policy. */
export const pathFacts: readonly Fact[] = [
  {
    title: "Raw or decoded paths in the ARN",
    known:
      "Backends of REST APIs receive the path as the client sent it. Backends of HTTP APIs receive it decoded, as [a recorded event](https://github.com/fastify/aws-lambda-fastify/issues/169) shows. According to [another project](https://github.com/middleapi/standard-server/pull/93), it ends at a decoded `?`. The ARN is expected to have the same form.",
    otherwise:
      "Allow rules without wildcards are correct in both cases. Where the path is raw, `strict_paths` denies dot segments, double slashes, and encoded dots, slashes and backslashes. Where it is decoded, `strict_paths` sees only dot segments and double slashes. [Other spellings](../SECURITY.md#what-is-not-guaranteed) are not denied.",
    probes: (["http", "rest"] as const).flatMap((api) =>
      Object.entries(SPELLINGS).map(([id, spelling]) => spelled(api, id, spelling)),
    ),
  },
  {
    title: "What a policy is compared with",
    otherwise:
      "The policy does not depend on the path that the function receives, so only rules with `%` in their paths match other requests. The reason in the log can be wrong.",
    probes: [
      compared("http", "raw", "allows `a%2Fb`", "GET/any/a%2Fb", "403"),
      compared("http", "decoded", "allows `a/b`", "GET/any/a/b", "200"),
      compared("rest", "raw", "allows `a%2Fb`", "GET/any/a%2Fb", "200"),
      compared("rest", "decoded", "allows `a/b`", "GET/any/a/b", "403"),
    ],
  },
  {
    title: "A trailing slash on HTTP APIs",
    known:
      "In June 2026, [a researcher reported](https://www.infoq.com/news/2026/06/aws-api-gateway-auth-bypass/) requests with a trailing slash that reached the backend without the authorizer's context.",
    otherwise: "A backend must refuse requests without the authorizer's context.",
    probes: [
      {
        id: "slash-without-token",
        title: "`GET /exact/` on the route `GET /exact`, without a token",
        expected: "401",
        observe: async ({ call }) => statusOf(await call({ api: "http", path: "/exact/", order: null })),
      },
      {
        id: "slash-with-token",
        title: "`GET /exact/` on the route `GET /exact`, with a token",
        expected: "reaches the backend with the context",
        observe: async ({ call }) => {
          const answer = await call({ api: "http", path: "/exact/" });
          if (answer.status !== 200) return statusOf(answer);
          const isSeen = contextIn(answer)?.["seen"] !== undefined;
          return `reaches the backend ${isSeen ? "with" : "without"} the context`;
        },
      },
    ],
  },
  {
    title: "The route key `$default`, and the stage `$default`",
    otherwise: "Rules do not match requests on the route `$default`: they get a 403.",
    probes: [
      {
        id: "default-arn",
        title: "the ARN after the ID of the API, for `GET /unrouted`",
        expected: "$default/GET/unrouted",
        observe: async ({ call }) => {
          const answer = await call({ api: "http", path: "/unrouted" });
          return arnIn(answer)?.split("/").slice(1).join("/") ?? statusOf(answer);
        },
      },
    ],
  },
  {
    title: "Methods under `ANY` and `$default`",
    otherwise:
      "With rules, a request with a further method is denied, because a policy lists methods. Without rules, it reaches the backend.",
    probes: [
      methods("any", "HTTP API, route `ANY /any/{proxy+}`", { api: "http", path: "/any/method" }),
      methods("default", "HTTP API, route `$default`", { api: "http", path: "/method" }),
      methods("rest", "REST API, `ANY` on `{proxy+}`", { api: "rest", path: "/method" }),
    ],
  },
];

function spelled(api: "http" | "rest", spelling: string, { sent, ...expected }: Spelling): Probe {
  const id = `path-${api}-${spelling}`;
  return {
    id,
    title: `${api === "http" ? "HTTP" : "REST"} API: \`${sent}\``,
    expected: expected[api],
    ...differenceOf(id),
    observe: async ({ call }) => {
      const answer = await call({ api, path: sent });
      const target = targetIn(answer);
      return arnIn(answer) === undefined ? target : target.replace(/^GET\//, "");
    },
  };
}

function compared(api: "http" | "rest", form: string, title: string, path: string, expected: string): Probe {
  const id = `policy-${api}-${form}`;
  return {
    id,
    title: `${api === "http" ? "HTTP" : "REST"} API: \`/any/a%2Fb\`, and the policy ${title}`,
    expected,
    ...differenceOf(id),
    observe: async ({ call }) => statusOf(await call({ api, path: "/any/a%2Fb", order: { paths: [path] } })),
  };
}

/** The methods with which a request reaches the backend; in parentheses the method in the ARN if it is another one. */
function methods(id: string, title: string, request: Pick<ProbeRequest, "api" | "path">): Probe {
  return {
    id: `methods-${id}`,
    title,
    expected: SEVEN,
    ...differenceOf(`methods-${id}`),
    observe: async ({ call }) => {
      const seen: string[] = [];
      for (const method of METHODS) {
        const arn = arnIn(await call({ ...request, method }));
        const inArn = arn?.split("/")[2];
        if (inArn !== undefined) seen.push(inArn === method ? method : `${method} (${inArn})`);
      }
      return seen.join(", ") || "none";
    },
  };
}

function differenceOf(id: string): { emulator?: Difference } {
  const emulator = ON_EMULATOR[id];
  return emulator === undefined ? {} : { emulator };
}
