# The tests, taken apart, whatever a user may have written there, and what is wrong with their form.

locals {
  rule_tests_json = jsonencode(var.rule_tests)
  given_tests = [
    for test in jsondecode(startswith(local.rule_tests_json, "[") ? local.rule_tests_json : "[]") : jsonencode(test)
  ]
  test_members = [
    for given in local.given_tests : {
      for name, value in jsondecode(startswith(given, "{") ? given : "{}") : name => value if value != null
    }
  ]
  # What is of the wrong type counts as empty here.
  tests = [
    for members in local.test_members : {
      claims = startswith(jsonencode(lookup(members, "claims", null)), "\"") ? try(tostring(members.claims), "") : ""
      requests = {
        for list in ["allow", "deny"] : list => [
          for request in jsondecode(startswith(jsonencode(lookup(members, list, null)), "[") ? jsonencode(members[list]) : "[]") :
          startswith(jsonencode(request), "\"") ? try(tostring(request), "") : ""
        ]
      }
    }
  ]

  test_attributes = ["claims", "allow", "deny"]
  string_pattern  = "\"(?:[^\"\\\\]|\\\\.)*\""
  request_pattern = "^([A-Z]{1,20} /[!\"$->@-~]{0,1000}|\\$connect)$"

  # What a function and Terraform would not read alike is refused: each would be right about another token.
  claims_texts = {
    for text in distinct(local.tests[*].claims) : text => {
      is_object = can(jsondecode(text)) && startswith(try(jsonencode(jsondecode(text)), ""), "{")
      # Without the pairs of backslashes, so that what is left in front of a u is an escape.
      escapes = regexall("\\\\u[0-9A-Fa-f]{4}", replace(text, "\\\\", ""))
      names   = [for name in regexall("${local.string_pattern}\\s*:", text) : name]
      # Names that a decoded and encoded text still has, each once.
      names_left = regexall("${local.string_pattern}:", try(jsonencode(jsondecode(text)), ""))
      numbers    = regexall("[-+0-9.eE]*[0-9][-+0-9.eE]*", replace(text, "/${local.string_pattern}/", ""))
      brackets   = replace(replace(text, "/${local.string_pattern}/", ""), "/[^][{}]/", "")
    }
  }
  # Eight levels taken off: whatever is left is deeper.
  claims_too_deep = {
    for text, parts in local.claims_texts : text => replace(replace(replace(replace(replace(replace(replace(replace(
      parts.brackets,
      "/\\[\\]|\\{\\}/", ""), "/\\[\\]|\\{\\}/", ""), "/\\[\\]|\\{\\}/", ""), "/\\[\\]|\\{\\}/", ""),
    "/\\[\\]|\\{\\}/", ""), "/\\[\\]|\\{\\}/", ""), "/\\[\\]|\\{\\}/", ""), "/\\[\\]|\\{\\}/", "") != ""
  }
  claims_faults = {
    for text, parts in local.claims_texts : text => [
      for check in [
        {
          is_at_fault = !parts.is_object
          fault       = "must be the JSON text of an object: write claims = jsonencode({ scope = \"orders:read\" })."
        },
        {
          is_at_fault = parts.is_object && length(text) > 7168
          fault       = "must have at most 7168 characters, for a token has at most 10240."
        },
        {
          is_at_fault = parts.is_object && !alltrue([for escape in parts.escapes : can(regex("^\\\\u(00[01][1-9A-Fa-f]|0010|003[cCeE]|0026|2028|2029)$", escape))])
          fault       = "must not have characters as \\u escapes, other than those that jsonencode writes: write the characters themselves."
        },
        {
          # Decoded and encoded again, the two become one character, as they don't in the function.
          is_at_fault = parts.is_object && can(regex("\\\\u003[cCeE]\\x{338}", replace(text, "\\\\", "")))
          fault       = "must not have a combining long solidus (U+0338) behind < or >."
        },
        {
          is_at_fault = parts.is_object && (length(parts.names) != length(parts.names_left) || anytrue([for name in parts.names : startswith(name, "\"__proto__\"")]))
          fault       = "must not have a name twice in an object, nor the name __proto__: the function refuses such a token."
        },
        {
          is_at_fault = parts.is_object && local.claims_too_deep[text]
          fault       = "must not nest more than 8 levels deep: leave out what the rules don't read."
        },
        {
          is_at_fault = parts.is_object && !alltrue([
            for number in parts.numbers : can(regex("^-?[0-9]{1,300}$", number)) || (
              length(replace(number, "/[eE].*|[^0-9]/", "")) <= 15 && can(regex("^-?[0-9.]+([eE][-+]?[0-9]{1,2})?$", number))
            )
          ])
          fault = "must not have numbers of more than 15 digits with a fraction or an exponent, nor integers of more than 300: the function rounds them, or refuses the token."
        },
      ] : check.fault if check.is_at_fault
    ]
  }

  test_faults = concat(
    startswith(local.rule_tests_json, "[") ? [] : ["rule_tests must be a list of objects: write rule_tests = [{ claims = jsonencode({ ... }), allow = [\"GET /orders\"] }]."],
    flatten([
      for number, test in local.tests : [
        startswith(local.given_tests[number], "{") ? [] : ["rule_tests[${number}] must be an object, such as { claims = jsonencode({ ... }), allow = [\"GET /orders\"] }."],
        [
          for name in setsubtract(keys(local.test_members[number]), local.test_attributes) :
          "rule_tests[${number}] has the unknown attribute \"${name}\": correct or remove it. A test has ${join(", ", local.test_attributes)}."
        ],
        [for fault in local.claims_faults[test.claims] : "rule_tests[${number}].claims ${fault}" if startswith(local.given_tests[number], "{")],
        [
          for list in ["allow", "deny"] : "rule_tests[${number}].${list} must be a list, such as [\"GET /orders/1\"]."
          if !startswith(jsonencode(lookup(local.test_members[number], list, [])), "[")
        ],
        [
          for requests in [concat(test.requests.allow, test.requests.deny)] : "rule_tests[${number}] tests nothing: list requests as allow, deny or both."
          if startswith(local.given_tests[number], "{") && length(requests) == 0
        ],
        [
          for list, requests in test.requests : [
            for index, request in requests :
            "rule_tests[${number}].${list}[${index}] must be a method and a path, such as \"GET /orders/1\", without stage, query and fragment; or $connect for a WebSocket API."
            if !can(regex(local.request_pattern, request))
          ]
        ],
        # Of these a denial would prove nothing: nobody sends them, or no rule can name them.
        [
          for list, requests in test.requests : [
            for index, request in requests :
            "rule_tests[${number}].${list}[${index}] must have one of the methods ${join(", ", local.known_methods)}, which are those that rules name: write a request for each method that you mean."
            if can(regex(local.request_pattern, request)) && request != "$connect" && !contains(local.known_methods, element(split(" ", request), 0))
          ]
        ],
        [
          for list, requests in test.requests : [
            for index, request in requests :
            "rule_tests[${number}].${list}[${index}] must not have { or } in its path, which no URL has: write a value in the place of {placeholder}, such as the token's own, or another's that it must not reach."
            if can(regex(local.request_pattern, request)) && can(regex("[{}]", request))
          ]
        ],
        [
          for request in setintersection(test.requests.allow, test.requests.deny) : "rule_tests[${number}] has ${request} as allow and as deny: remove one."
        ],
      ]
    ]),
  )
}
