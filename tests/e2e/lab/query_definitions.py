"""Saved queries of CloudWatch Logs Insights, which MiniStack does not have: it keeps them as they are."""

import json
import uuid

from ministack.core.responses import json_response
from ministack.services import cloudwatch_logs

definitions = {}
handle = cloudwatch_logs.handle_request


def put(data):
    definition = {key: data[key] for key in ("name", "queryString", "logGroupNames") if key in data}
    key = data.get("queryDefinitionId") or str(uuid.uuid4())
    definitions[key] = {"queryDefinitionId": key, **definition}
    return json_response({"queryDefinitionId": key})


def describe(data):
    prefix = data.get("queryDefinitionNamePrefix", "")
    found = [each for each in definitions.values() if each["name"].startswith(prefix)]
    return json_response({"queryDefinitions": found})


def delete(data):
    return json_response({"success": definitions.pop(data["queryDefinitionId"], None) is not None})


ACTIONS = {"PutQueryDefinition": put, "DescribeQueryDefinitions": describe, "DeleteQueryDefinition": delete}


async def handle_with_definitions(method, path, headers, body, query_params):
    action = ACTIONS.get(headers.get("x-amz-target", "").split(".")[-1])
    if action is not None:
        return action(json.loads(body))
    return await handle(method, path, headers, body, query_params)


def install():
    cloudwatch_logs.handle_request = handle_with_definitions
