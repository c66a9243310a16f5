# Which rules each token satisfies, and what becomes of each request.

locals {
  # The conditions that don't hold, by what they are; null if one of them reads what can't be compared.
  unmet_conditions = [
    for number, texts in local.claim_texts : [
      for rule in local.rules : (
        (rule.has_scopes && contains(concat(texts["scope"], texts["scp"]), "")) || anytrue([for condition in rule.conditions : contains(texts[condition.name], "")]) ? null : concat(
          rule.has_scopes && length(setintersection([for scope in rule.scopes : "=${scope}"], local.scope_texts[number])) == 0 ? ["scopes"] : [],
          [
            for index, condition in rule.conditions : "claims[${index}]" if !alltrue([
              for list, values in condition.lists : (
                list == "any" ? anytrue([for value in values : contains(texts[condition.name], "=${value}")]) :
                list == "all" ? alltrue([for value in values : contains(texts[condition.name], "=${value}")]) :
                !anytrue([for value in values : contains(texts[condition.name], "=${value}")])
              )
            ])
          ],
        )
      )
    ]
  ]
  unfit_placeholders = [
    for number, texts in local.path_texts : [
      for placeholders in local.rule_placeholders : [for name in placeholders : name if texts[trimsuffix(trimprefix(name, "{"), "}")] == ""]
    ]
  ]
  # A claim that can't be compared satisfies no allow rule that reads it, and every deny rule.
  is_satisfied = [
    for number, unmet in local.unmet_conditions : [
      for index, rule in local.rules : (unmet[index] == null ? rule.is_deny : length(unmet[index]) == 0) && length(local.unfit_placeholders[number][index]) == 0
    ]
  ]

  # With this token's claims in their paths; only those of rules that the token satisfies.
  token_expressions = [
    for number, satisfied in local.is_satisfied : [
      for index, alternatives in local.rule_alternatives : (
        !satisfied[index] ? "" : length(local.rule_placeholders[index]) == 0 ? local.rule_expressions[index] :
        "^(?:${join("|", [
          for parts in alternatives : join("", [
            for part in parts : startswith(part, "{") ? replace(local.path_texts[number][trimsuffix(trimprefix(part, "{"), "}")], ".", "\\.") : part
          ])
        ])})$"
      )
    ]
  ]

  strict_forms = "/\\.\\.?(/|$)|/\\.\\.;|//|%2[eE]|%2[fF]|%5[cC]"

  expectations = flatten([
    for number, test in local.tests : [
      for list, requests in test.requests : [
        for request in requests : {
          number  = number
          expects = list
          request = request
          method  = element(split(" ", request), 0)
          path    = trimprefix(request, "${element(split(" ", request), 0)} ")
        }
      ]
    ] if length(local.test_faults) == 0
  ])

  results = [
    for expectation in local.expectations : merge(expectation, {
      # The indexes of the satisfied rules that cover the request.
      covering = [
        for index, rule in local.rules : index if local.is_satisfied[expectation.number][index] && (
          expectation.request == "$connect" ? local.covers_connect[index] :
          local.covers_everything[index] || (
            contains(rule.methods, expectation.method) && length(local.rule_spellings[index]) > 0
            && can(regex(local.token_expressions[expectation.number][index], expectation.path))
          )
        )
      ]
      is_strict = !(var.strict_paths && length(local.rules) > 0 && expectation.request != "$connect" && can(regex(local.strict_forms, expectation.path)))
    })
  ]
  decisions = [
    for result in local.results : merge(result, {
      allowing   = [for index in result.covering : "rules[${index}]" if !local.rules[index].is_deny]
      denying    = [for index in result.covering : "rules[${index}]" if local.rules[index].is_deny]
      is_allowed = length(local.rules) == 0 || (result.is_strict && anytrue([for index in result.covering : !local.rules[index].is_deny]) && !anytrue([for index in result.covering : local.rules[index].is_deny]))
    })
  ]
}
