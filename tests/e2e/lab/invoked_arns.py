"""Tells a function which alias an authorizer invoked.

The ARN in a function's context has the qualifier by which the function was invoked, as AWS documents. MiniStack does that
for a direct invocation. For an authorizer, it passes the ARN of the function or of the version.
"""

from ministack.services import lambda_svc

find_function = lambda_svc._get_func_record_for_ref_in_scope


def find_function_with_qualifier(function_ref, **scope):
    function, config, name = find_function(function_ref, **scope)
    parts = function_ref.split(":") if isinstance(function_ref, str) else []
    if config is not None and len(parts) == 8 and function_ref.startswith("arn:"):
        config = {**config, "FunctionArn": function_ref}
    return function, config, name


def install():
    lambda_svc._get_func_record_for_ref_in_scope = find_function_with_qualifier
