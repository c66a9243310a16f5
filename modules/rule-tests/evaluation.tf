# Which rules each token satisfies, and how each request is decided.

locals {
  # The conditions of each rule that do not hold. A value that cannot be compared may equal anything: the conditions of an
  # allow rule must hold whatever it equals, and a deny rule that reads it holds.
  unmet_conditions = [
    for number, texts in local.claim_texts : [
      for rule in local.rules : rule.is_deny && length(setintersection(rule.readings, local.incomparable_readings[number])) > 0 ? [] : concat(
        (rule.scopes == null ? true : length(setintersection(rule.scopes, local.scopes[number])) > 0) ? [] : [
          "scopes${length(setintersection(local.scope_readings, local.incomparable_readings[number])) > 0 ? local.incomparable_note : ""}"
        ],
        [
          for index, condition in rule.claims : "claims[${index}]${contains(local.incomparable_readings[number], condition.reading) ? local.incomparable_note : ""}" if !alltrue([
            condition.any == null ? true : length(setintersection(condition.any, texts[condition.reading])) > 0,
            condition.all == null ? true : length(setsubtract(condition.all, texts[condition.reading])) == 0,
            condition.none == null ? true : length(setintersection(condition.none, texts[condition.reading])) == 0 && !contains(local.incomparable_readings[number], condition.reading),
          ])
        ],
      )
    ]
  ]
  incomparable_note = " (which reads a value that cannot be compared)"
  unfit_placeholders = [
    for texts in local.path_texts : [for rule in local.rules : [for placeholder in rule.placeholders : placeholder if texts[placeholder] == ""]]
  ]
  satisfied_rules = [
    for number, unmet in local.unmet_conditions : [
      for index in lookup(local.rules_of, local.tests[number].api, local.rules_of[""]) : index
      if length(unmet[index]) == 0 && length(local.unfit_placeholders[number][index]) == 0
    ]
  ]

  # IAM's patterns as regular expressions: * matches any characters, / as well, or none; ? matches one. A placeholder
  # that has no value yet stands for every value that it could have.
  expressions = {
    for pattern in distinct(flatten([local.policy_paths.tests, local.rules[*].spellings, local.strict_forms])) : pattern => "^${
      replace(
        replace(replace(replace(pattern, "/[.+()|^$\\[\\]\\\\]/", "\\$0"), "*", ".*"), "?", "."),
        "/${local.placeholder}/", trim(local.contract.patterns.placeholder_value, "^$")
      )
    }$"
  }

  expectations = flatten([
    for number, test in local.tests : [
      for list, requests in test.requests : [
        for index, request in requests : {
          number  = number
          expects = list
          request = request
          shown   = local.shown_requests[number][list][index]
          method  = split(" ", request)[0]
          path    = trimprefix(request, "${split(" ", request)[0]} ")
        }
      ]
    ]
  ])
  decisions = [
    for each in local.expectations : merge(each, {
      # Indexes of the satisfied rules that cover the request.
      covering = [
        for index in local.satisfied_rules[each.number] : index if each.request == "$connect" ? local.rules[index].covers_connect : (
          local.rules[index].covers_everything || contains(local.rules[index].methods, each.method) && anytrue([
            for path in local.policy_paths.tests[each.number][index] : can(regex(local.expressions[path], each.path))
          ])
        )
      ]
      is_strict = each.request == "$connect" || !anytrue([for form in local.strict_forms : can(regex(local.expressions[form], each.path))])
    })
  ]
  results = [
    for each in local.decisions : merge(each, {
      allowing   = [for index in each.covering : "rules[${index}]" if !local.rules[index].is_deny]
      denying    = [for index in each.covering : "rules[${index}]" if local.rules[index].is_deny]
      is_allowed = length(local.rules) == 0 || each.is_strict && alltrue([for index in each.covering : !local.rules[index].is_deny]) && length(each.covering) > 0
    })
  ]
}
