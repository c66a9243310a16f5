# The network of the callers. Yours exists already: keep the endpoint and its security group, and remove the rest.

#trivy:ignore:AVD-AWS-0178 Flow logs belong to the network, which exists already.
resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:Flow logs belong to the network, which exists already.
  #checkov:skip=CKV2_AWS_12:The default security group belongs to the network, which exists already. Nothing here uses it.
  cidr_block           = var.vpc_cidr_block
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "private" {
  count = length(var.availability_zones)

  vpc_id            = aws_vpc.this.id
  availability_zone = var.availability_zones[count.index]
  cidr_block        = cidrsubnet(var.vpc_cidr_block, 4, count.index)
}

locals {
  region = regex("^[a-z]+(?:-[a-z]+)+-[0-9]+", var.availability_zones[0])
}

resource "aws_vpc_endpoint" "execute_api" {
  vpc_id             = aws_vpc.this.id
  service_name       = "com.amazonaws.${local.region}.execute-api"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = aws_subnet.private[*].id
  security_group_ids = [aws_security_group.callers.id]

  # With private DNS, the names of all APIs in the region lead to this endpoint, and public APIs can't be called from the
  # VPC any more. The output url works without it.
  private_dns_enabled = false
}

resource "aws_security_group" "callers" {
  name        = "private-api-example"
  description = "Lets the VPC call private APIs"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "callers" {
  security_group_id = aws_security_group.callers.id
  description       = "HTTPS from the VPC"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.vpc_cidr_block
}
