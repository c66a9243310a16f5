import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCertificateAuthority } from "../e2e/lab/certificate-authority.ts";
import { listenTls, type TlsListener } from "../e2e/lab/tls-listener.ts";
import type { Environment } from "../support/process-environment.ts";
import { createTemporaryDirectory } from "../support/temporary-directory.ts";
import { terraformIn } from "../support/terraform.ts";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { readIdentity } from "./account.ts";

const HOST = "sts.eu-central-1.amazonaws.com";

/** The answer to GetCallerIdentity. */
function identityOf(account: string): string {
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::${account}:root</Arn><UserId>root</UserId><Account>${account}</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`;
}

const directory = createTemporaryDirectory("endpoint");
const connections: string[] = [];
let workspace: Workspace;
/** What the profile names as its endpoint. */
let emulator: Server;
/** What answers for AWS, behind a proxy, so that no test calls AWS. */
let aws: TlsListener;
let proxy: Server;

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  workspace = await createWorkspace({ aws: { profile: "sandbox", region: "eu-central-1" } });
  await workspace.directory("tests/aws/account").init();
  const authority = await createCertificateAuthority();
  const certificate = await authority.issueServerCertificate({ hosts: [HOST] });
  emulator = await listen(createServer((_, response) => response.end(identityOf("000000000000"))));
  aws = await listenTls("127.0.0.1", certificate, (_, response) => response.end(identityOf("123456789012")));
  proxy = await listen(createServer());
  proxy.on("connect", ({ url = "" }, socket) => {
    connections.push(url);
    const tunnel = connect(aws.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      tunnel.pipe(socket).pipe(tunnel);
    });
    tunnel.on("error", () => socket.destroy());
    socket.on("error", () => tunnel.destroy());
  });
  const profile = [`endpoint_url = ${urlOf(emulator)}`, "aws_access_key_id = x", "aws_secret_access_key = x"];
  await writeFile(join(directory.path, "config"), ["[profile sandbox]", ...profile, ""].join("\n"));
  await writeFile(join(directory.path, "ca.pem"), authority.certificatePem);
});

afterAll(async () => {
  await aws.stop();
  for (const server of [emulator, proxy]) {
    server.close();
    server.closeAllConnections();
  }
  await Promise.all([workspace.remove(), directory.remove()]);
});

/** Asks for the account with a profile whose endpoint is an emulator. */
async function accountWith(changes: Environment): Promise<string> {
  const environment = {
    ...workspace.environment,
    AWS_CONFIG_FILE: join(directory.path, "config"),
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_CA_BUNDLE: join(directory.path, "ca.pem"),
    HTTPS_PROXY: urlOf(proxy),
    NO_PROXY: "",
    ...changes,
  };
  const terraform = terraformIn(join(workspace.path, "tests/aws/account"), environment, directory.path);
  // Already initialized: Terraform's registry is not behind the proxy.
  return (await readIdentity({ ...terraform, init: async () => {} })).accountId;
}

test("a profile that names an emulator's endpoint reaches AWS all the same", async () => {
  expect(await accountWith({})).toBe("123456789012");
  expect(new Set(connections)).toEqual(new Set([`${HOST}:443`]));
});

test("without the variable that ignores endpoints, it would reach the emulator", async () => {
  expect(await accountWith({ AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "false" })).toBe("000000000000");
});
