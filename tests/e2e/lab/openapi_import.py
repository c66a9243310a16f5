"""Lets a REST API import an OpenAPI document, as Terraform does it (PutRestApi).

MiniStack imports documents only for CloudFormation. The same code reads the document here: its security schemes become
authorizers. An HTTP API cannot import a document: there is no such code for them.
"""

import json

from ministack.services import apigateway_v1 as rest_apis

handle_request = rest_apis.handle_request


async def handle_with_import(method, path, headers, body, query_params):
    parts = path.strip("/").split("/")
    if method == "PUT" and len(parts) == 2 and parts[0] == "restapis" and parts[1] in rest_apis._rest_apis:
        replace_definition(parts[1], json.loads(body))
        return rest_apis._get_rest_api(parts[1])
    return await handle_request(method, path, headers, body, query_params)


def replace_definition(api_id, document):
    resources = rest_apis._resources[api_id]
    for resource_id in [key for key, resource in resources.items() if resource["path"] != "/"]:
        del resources[resource_id]
    rest_apis._authorizers_v1.pop(api_id, None)
    schemes = rest_apis._import_security_schemes(api_id, document)
    for path, item in document["paths"].items():
        rest_apis._import_path_item(api_id, path, item, schemes)


def install():
    rest_apis.handle_request = handle_with_import
