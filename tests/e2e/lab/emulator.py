"""MiniStack, run so that Terraform never loses one of its answers.

It answers a change within a millisecond. On a busy machine that is before Go's HTTP client, which Terraform's
provider uses, has seen that its request is written to the end; the client then drops the connection with the
answer, sends the change again, and is told for five minutes that what it wants to create exists. A real AWS API
is never that fast, so the provider's requests wait for theirs.
"""

import asyncio

import ministack.app
import number_patches
import openapi_import

WAIT_SECONDS = 0.01
answer = ministack.app.app


async def answer_later(scope, receive, send):
    async def send_later(event):
        if event["type"] == "http.response.start":
            await asyncio.sleep(WAIT_SECONDS)
        await send(event)

    await answer(scope, receive, send_later if is_of_terraform(scope) else send)


def is_of_terraform(scope):
    return scope["type"] == "http" and b"terraform" in dict(scope["headers"]).get(b"user-agent", b"").lower()


number_patches.install()
openapi_import.install()
ministack.app.app = answer_later
ministack.app.main()
