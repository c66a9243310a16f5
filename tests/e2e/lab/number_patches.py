"""Keeps the result TTL of a REST authorizer a number when it is updated.

A patch of the REST API has only strings. AWS converts them to the type of the attribute; MiniStack stores the string,
which Terraform's provider then cannot read.
"""

from ministack.services import apigateway_v1

NUMBERS = ["authorizerResultTtlInSeconds"]
apply_patch = apigateway_v1._apply_patch


def apply_patch_as_aws_does(attributes, operations):
    result = apply_patch(attributes, operations)
    for name in NUMBERS:
        if isinstance(result.get(name), str):
            result[name] = int(result[name])
    return result


def install():
    apigateway_v1._apply_patch = apply_patch_as_aws_does
