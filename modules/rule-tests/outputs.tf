# What doesn't hold, for a reader who knows neither the rule nor the test.

locals {
  # Terraform doesn't say of an output's precondition which call of the module it is about.
  who = var.name == null ? "" : "${var.name}: "

  # The policy of a token must fit into what API Gateway takes from an authorizer (8 KB, of which the context may take
  # one), as lambda/src/policy/policy.ts counts it: the stage's ARN with a slash is about 73.
  policy_limit = 8192 - 1024
  policy_bytes = [
    # Who is denied everything, or allowed nothing, gets a policy of one resource.
    for number, satisfied in local.is_satisfied : anytrue([for index, is_satisfied in satisfied : is_satisfied && local.covers_everything[index]]) || !anytrue([for index, rule in local.rules : satisfied[index] && !rule.is_deny]) ? 0 : sum(concat([var.strict_paths ? 12 * 82 : 0], [
      for pattern in distinct(flatten([
        for index, rule in local.rules : [
          for spelling in local.rule_spellings[index] : [
            for method in rule.methods : "${rule.is_deny} ${method}${spelling}"
          ]
        ] if satisfied[index]
      ])) : 73 + length(replace(pattern, "/^\\w+ /", ""))
    ]))
  ]

  wrong = [
    for decision in local.decisions : merge(decision, {
      satisfied = [for index, is_satisfied in local.is_satisfied[decision.number] : "rules[${index}]" if is_satisfied]
      # Rules that would have turned it round, if the token satisfied them.
      missing = [
        for index, rule in local.rules : "rules[${index}] (${
          local.unmet_conditions[decision.number][index] == null ? "a claim that it reads can't be compared" :
          length(local.unmet_conditions[decision.number][index]) == 1 ? "its condition ${local.unmet_conditions[decision.number][index][0]} doesn't hold" :
          length(local.unmet_conditions[decision.number][index]) > 1 ? "its conditions ${join(", ", local.unmet_conditions[decision.number][index])} don't hold" :
          "the claim of ${join(", ", local.unfit_placeholders[decision.number][index])} is missing or can't stand in a path"
        })"
        if rule.is_deny == decision.is_allowed && !local.is_satisfied[decision.number][index] && (
          decision.request == "$connect" ? local.covers_connect[index] :
          contains(rule.methods, decision.method) && length(local.rule_spellings[index]) > 0 && can(regex(local.rule_expressions[index], decision.path))
        )
      ]
    }) if decision.is_allowed != (decision.expects == "allow")
  ]

  failures = concat(
    [
      for each in local.wrong : join("\n", compact([
        "${local.who}rule_tests[${each.number}]: ${each.request} ${each.is_allowed ? "is allowed, and should be denied." : "is denied, and should be allowed."}",
        each.is_allowed ? (length(local.rules) == 0 ? "  Without rules a valid token may call everything." : "  Allowed by ${join(", ", each.allowing)}.") : "",
        !each.is_allowed && length(each.denying) > 0 ? "  Denied by ${join(", ", each.denying)}." : "",
        each.is_allowed || each.is_strict ? "" : "  Denied by strict_paths: a backend might take the path for another.",
        !each.is_allowed && length(each.denying) == 0 && each.is_strict && length(each.missing) == 0 ? "  No allow rule has this method and path." : "",
        !each.is_allowed && length(each.denying) == 0 && length(each.missing) > 0 ? "  Would be allowed by ${join(", ", each.missing)}." : "",
        each.is_allowed && length(each.missing) > 0 ? "  Would be denied by ${join(", ", each.missing)}." : "",
        each.is_allowed && length(each.missing) == 0 && anytrue(local.rules[*].is_deny) ? "  No deny rule has this method and path." : "",
        length(local.rules) == 0 ? "" : "  The token satisfies ${length(each.satisfied) == 0 ? "no rule" : join(", ", each.satisfied)}.",
        "  Claims: ${local.tests[each.number].claims}",
      ]))
    ],
    [
      for number, bytes in local.policy_bytes : "${local.who}rule_tests[${number}]: the token satisfies so many rules that its policy has about ${bytes} bytes, and ${local.policy_limit} fit: it would get a 500."
      if bytes > local.policy_limit && length(local.test_faults) == 0
    ],
  )
}

output "expectations" {
  description = "How many requests were tested, allow and deny. All of them were decided as `rule_tests` says, for otherwise there is no plan."
  value       = length(local.expectations)

  precondition {
    condition     = length(local.test_faults) == 0
    error_message = join("\n", [for fault in local.test_faults : "${local.who}${fault}"])
  }

  precondition {
    condition     = length(local.failures) == 0
    error_message = join("\n", concat(slice(local.failures, 0, min(20, length(local.failures))), length(local.failures) > 20 ? ["… and ${length(local.failures) - 20} more."] : []))
  }
}
