"""MiniStack, with differences from AWS removed.

Terraform never loses one of its answers. It answers a change within a millisecond. On a busy machine that is before Go's HTTP client, which Terraform's
provider uses, has seen that its request is written to the end; the client then drops the connection with the
answer, sends the change again, and is told for five minutes that what it wants to create exists. A real AWS API
is never that fast, so the provider's requests wait for theirs.

A WebSocket API answers 401 if its authorizer throws "Unauthorized", as public test suites have recorded on AWS.
MiniStack answers 401 only on REST APIs, and 500 on the others. On HTTP APIs it still answers 500, because there is no
recording of what AWS answers.
"""

import asyncio
from contextvars import ContextVar

import ministack.app
from ministack.services import apigateway
import invoked_arns
import number_patches
import openapi_import
import query_definitions

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


# The messages of the errors that the authorizer of this WebSocket handshake threw; None outside of a handshake.
thrown = ContextVar("thrown", default=None)
run_function = apigateway.run_reentrant
authorize_handshake = apigateway._authorize_ws_connect


async def run_and_note_error(*args, **options):
    result = await run_function(*args, **options)
    if thrown.get() is not None and isinstance(result, dict) and result.get("error"):
        body = result.get("body")
        thrown.get().append(body.get("errorMessage") if isinstance(body, dict) else None)
    return result


async def authorize_handshake_as_aws_does(*args, **options):
    messages = []
    before = thrown.set(messages)
    try:
        answer = await authorize_handshake(*args, **options)
    finally:
        thrown.reset(before)
    return ((401, "Unauthorized"), None) if messages == ["Unauthorized"] else answer


apigateway.run_reentrant = run_and_note_error
apigateway._authorize_ws_connect = authorize_handshake_as_aws_does
invoked_arns.install()
number_patches.install()
openapi_import.install()
query_definitions.install()
ministack.app.app = answer_later
ministack.app.main()
