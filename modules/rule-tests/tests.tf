# The tests, whatever a user wrote, and what is wrong with their form.

locals {
  # jsonencode and jsondecode turn lists and sets into tuples, and maps into objects. Null means absent.
  decoded_tests = jsondecode(nonsensitive(jsonencode(var.rule_tests)))
  given_tests = [
    for given in try(concat(local.decoded_tests, []), []) : { for name, value in try(merge({}, given), {}) : name => value if value != null }
  ]
  # What has the wrong type counts as empty. The faults below report it.
  parsed_tests = [
    for given in local.given_tests : {
      claims = try(merge({}, given.claims), {})
      api    = startswith(jsonencode(lookup(given, "api", null)), "\"") ? tostring(given.api) : ""
      requests = {
        for list in ["allow", "deny"] : list => [for request in try(concat(given[list], []), []) : try(coalesce(tostring(request)), "")]
      }
    }
  ]
  # A plan with faults evaluates nothing.
  tests = [for test in local.parsed_tests : test if length(local.test_faults) == 0]

  # The attribute that a misspelled one was meant to be is not also reported as missing.
  misspelt_tests = [
    for number, given in local.given_tests : number if length(setsubtract(keys(given), local.contract.rule_test_attributes)) > 0
  ]

  # What messages show of each claim and request.
  shown_claims = [
    for number, test in local.parsed_tests : nonsensitive(issensitive(jsonencode(try(var.rule_tests[number].claims, var.rule_tests))) ? "(sensitive value)" : jsonencode(test.claims))
  ]
  shown_requests = [
    for number, test in local.parsed_tests : {
      for list, requests in test.requests : list => [
        for index, request in requests : nonsensitive(issensitive(jsonencode(try(var.rule_tests[number][list][index], var.rule_tests))) ? "(sensitive value)" : request)
      ]
    }
  ]

  # A misspelled key would be an API without rules of its own, where a denial proves nothing.
  known_apis = distinct(concat(nonsensitive(var.api_keys), slice(local.apis, 1, length(local.apis))))
  api_faults = [
    for number, given in local.given_tests : "rule_tests[${number}].api is ${nonsensitive(issensitive(jsonencode(try(var.rule_tests[number].api, var.rule_tests))) ? "(sensitive value)" : jsonencode(given.api))}: ${length(local.known_apis) == 0 ? "there is no API with rules of its own. Remove api" : "write one of ${join(", ", local.known_apis)}, or leave api out for an API that apis does not list"}."
    if contains(keys(given), "api") && !contains([for key in local.known_apis : jsonencode(key)], jsonencode(lookup(given, "api", null)))
  ]

  request_pattern = "^([A-Z]{1,20} /[!\"$->@-~]{0,1000}|\\$connect)$"

  # Base64url takes four characters for three, and header and signature need room too.
  claims_limit = local.contract.sizes.token_characters * 7 / 10

  # JSON without strings, by test. Terraform writes numbers without exponent.
  claims_json     = [for test in local.parsed_tests : jsonencode(test.claims)]
  claims_skeleton = [for json in local.claims_json : replace(json, "/\"(?:[^\"\\\\]|\\\\.)*\"/", "")]
  levels          = range(local.contract.sizes.json_levels)
  allowed_nesting = "^${join("", [for level in local.levels : "(?:\\{"])}${join("", [for level in local.levels : "\\})*"])}$"

  claims_faults = [
    for number, json in local.claims_json : [
      # Each check: whether the claims are at fault, and the rule.
      for check in [
        [!can(keys(local.given_tests[number].claims)) && (contains(keys(local.given_tests[number]), "claims") || !contains(local.misspelt_tests, number)),
        "must be an object: write claims = { scope = \"orders:read\" }, without jsonencode."],
        [length(json) > local.claims_limit,
        "has ${length(json)} characters as JSON: leave out what the rules do not read. The limit is ${local.claims_limit}, because a token has at most ${local.contract.sizes.token_characters}."],
        [can(regex("\"__proto__\":", json)),
        "must not contain the name __proto__: the function refuses a token that has it."],
        [!can(regex(local.allowed_nesting, replace(replace(replace(local.claims_skeleton[number], "/[^][{}]/", ""), "[", "{"), "]", "}"))),
        "must not nest more than ${local.contract.sizes.json_levels} levels deep: the function refuses such a token."],
        [!alltrue([
          for value in regexall("[-0-9.]*[0-9]", local.claims_skeleton[number]) :
          can(regex("^-?[0-9]{1,300}$", value)) || length(value) < 100 && length(replace(value, "/^-?[0.]*|[.]/", "")) <= 15
          ]),
        "must not contain a fraction of more than 15 digits or an integer of more than 300: the function rounds such a number, or refuses the token."],
      ] : "rule_tests[${number}].claims ${check[1]}" if check[0]
    ]
  ]

  request_faults = flatten([
    for number, test in local.parsed_tests : [
      for list, requests in test.requests : [
        for index, request in requests : [
          for check in [
            [!can(regex(local.request_pattern, request)),
            "write a method and a path without stage, query or fragment, such as \"GET /orders/1\", or $connect for a WebSocket API."],
            # Nobody sends such a request, or no rule can name it, so that a denial would prove nothing.
            [can(regex("^[A-Z]+ /", request)) && !contains(local.contract.methods, split(" ", request)[0]),
            "write one of the methods ${join(", ", local.contract.methods)}, because rules name no others. Write a request for each method that you mean."],
            [can(regex("^[A-Z]+ /.*[{}]", request)),
            "write a value instead of the {placeholder}, because no URL contains { or }: the value of the token, or another one that the token must not reach."],
          ] : "rule_tests[${number}].${list}[${index}] is ${local.shown_requests[number][list][index] == "(sensitive value)" ? "(sensitive value)" : jsonencode(local.given_tests[number][list][index])}: ${check[1]}" if check[0]
        ]
      ]
    ]
  ])

  test_faults = concat(
    can(concat(local.decoded_tests, [])) ? [] : ["rule_tests must be a list of objects: write rule_tests = [{ claims = { ... }, allow = [\"GET /orders\"] }]."],
    flatten([
      for number, test in local.parsed_tests : !can(keys(local.decoded_tests[number])) ? [
        "rule_tests[${number}] must be an object, such as { claims = { scope = \"orders:read\" }, allow = [\"GET /orders\"] }."
        ] : concat(
        [
          for name in setsubtract(keys(local.given_tests[number]), local.contract.rule_test_attributes) :
          "rule_tests[${number}] has the unknown attribute \"${name}\": correct or remove it.${join("", [for known in local.contract.rule_test_attributes : " Did you mean \"${known}\"?" if can(regex(jsondecode(file("${path.module}/../near-misses.json"))[known], name))])} A test has ${join(", ", local.contract.rule_test_attributes)}."
        ],
        local.claims_faults[number],
        [
          for list in ["allow", "deny"] : "rule_tests[${number}].${list} must be a list, such as [\"GET /orders/1\"]."
          if !can(concat(lookup(local.given_tests[number], list, []), []))
        ],
        length(flatten(values(test.requests))) > 0 || contains(local.misspelt_tests, number) ? [] : ["rule_tests[${number}] tests nothing: list requests in allow, deny or both."],
        [
          for request in setintersection(test.requests.allow, test.requests.deny) : "rule_tests[${number}] has ${local.shown_requests[number].allow[index(test.requests.allow, request)]} in allow and in deny: remove one."
        ],
      )
    ]),
    local.request_faults,
    local.api_faults,
  )
}
