import { arnIn, contextIn, type Fact, type Probe, type ProbeRequest, statusOf, targetIn } from "./probe.ts";

type Difference = NonNullable<Probe["emulator"]>;

/** The spellings of a path whose form in the ARN is open. */
const SPELLINGS: Readonly<Record<string, string>> = {
  "encoded-slash": "/any/a%2Fb",
  "encoded-space": "/any/a%20b",
  "encoded-dots": "/any/%2e%2e/b",
  "dot-segment": "/any/../b",
  "double-slash": "/any//b",
  "first-double-slash": "//any/b",
  "trailing-slash": "/any/b/",
};

/** What the emulator has in the ARN instead of the path as it was sent. */
const ON_EMULATOR: Readonly<Record<string, Difference>> = {};

const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE", "PROPFIND"];
const SEVEN = METHODS.slice(0, 7).join(", ");

/** Facts about the path and the method in the ARN, and about how API Gateway compares them with a policy. */
export const pathFacts: readonly Fact[] = [
  {
    title: "Raw or decoded paths in the ARN",
    otherwise:
      "Allow rules without wildcards are correct in both cases. If the path is decoded, `strict_paths` sees only dot segments and double slashes.",
    probes: (["http", "rest"] as const).flatMap((api) =>
      Object.entries(SPELLINGS).map(([id, path]) => spelling(api, id, path)),
    ),
  },
  {
    title: "What a policy is compared with",
    otherwise: "API Gateway compares policies with another form of the path than the event has.",
    probes: (["http", "rest"] as const).flatMap((api) => [
      compared(api, "raw", "allows `a%2Fb`", "GET/any/a%2Fb", "200"),
      compared(api, "decoded", "allows `a/b`", "GET/any/a/b", "403"),
    ]),
  },
  {
    title: "A trailing slash on HTTP APIs",
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

function spelling(api: "http" | "rest", id: string, path: string): Probe {
  const full = `${api}-${id}`;
  return {
    id: `path-${full}`,
    title: `${api === "http" ? "HTTP" : "REST"} API: \`${path}\``,
    expected: path.slice(1),
    ...differenceOf(full),
    observe: async ({ call }) => {
      const answer = await call({ api, path });
      const target = targetIn(answer);
      return arnIn(answer) === undefined ? target : target.replace(/^GET\//, "");
    },
  };
}

function compared(api: "http" | "rest", id: string, title: string, path: string, expected: string): Probe {
  const full = `${api}-policy-${id}`;
  return {
    id: `policy-${api}-${id}`,
    title: `${api === "http" ? "HTTP" : "REST"} API: \`/any/a%2Fb\`, and the policy ${title}`,
    expected,
    ...differenceOf(full),
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
