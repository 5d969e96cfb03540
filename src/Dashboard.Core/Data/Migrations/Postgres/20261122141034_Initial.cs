using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Dashboard.Core.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    source_address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    action = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    result = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: true),
                    subject = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false, collation: "C"),
                    detail = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    previous_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "callback_bodies",
                columns: table => new
                {
                    event_id = table.Column<long>(type: "bigint", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_callback_bodies", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "callback_events",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    verdict_detail = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true, collation: "C"),
                    previous_key = table.Column<bool>(type: "boolean", nullable: false),
                    payment_row_id = table.Column<long>(type: "bigint", nullable: true),
                    operation_id = table.Column<long>(type: "bigint", nullable: true),
                    repeats = table.Column<int>(type: "integer", nullable: false),
                    last_repeat_at = table.Column<long>(type: "bigint", nullable: true),
                    source_address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_callback_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "facets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: false, collation: "C"),
                    of_operations = table.Column<bool>(type: "boolean", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    status = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    type = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    method = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true, collation: "C"),
                    code = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    refunded = table.Column<int>(type: "integer", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_facets", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "open_refund_dialogs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_row_id = table.Column<long>(type: "bigint", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_open_refund_dialogs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "payments",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    facet_id = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: true),
                    refund_work = table.Column<int>(type: "integer", maxLength: 32, nullable: false),
                    captured = table.Column<long>(type: "bigint", nullable: false),
                    refunded = table.Column<long>(type: "bigint", nullable: false),
                    account_end = table.Column<string>(type: "character varying(4)", maxLength: 4, nullable: true, collation: "C"),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    payment_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    customer_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true, collation: "C"),
                    status = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    type = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    method = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true, collation: "C"),
                    description = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true, collation: "C"),
                    customer_email = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true, collation: "C"),
                    customer_phone = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    customer_ip = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    account_number = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    code = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    reserved = table.Column<long>(type: "bigint", nullable: false),
                    refund_count = table.Column<int>(type: "integer", nullable: false),
                    has_conflict = table.Column<bool>(type: "boolean", nullable: false),
                    state_key = table.Column<byte[]>(type: "bytea", maxLength: 64, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payments", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "projects",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    gate_url = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false, collation: "C"),
                    time_zone_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    customer_ip_fallback = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    refunds_stopped = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_projects", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "refund_batches",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_by_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    file_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    file_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    row_count = table.Column<int>(type: "integer", nullable: false),
                    per_minute = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    paused_because = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    state_at = table.Column<long>(type: "bigint", nullable: false),
                    next_row_at = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refund_batches", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "refund_limits",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false, collation: "C"),
                    once = table.Column<long>(type: "bigint", nullable: true),
                    day = table.Column<long>(type: "bigint", nullable: true),
                    month = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refund_limits", x => x.id);
                    table.CheckConstraint("refund_limits_not_negative", "once >= 0 AND day >= 0 AND month >= 0");
                });

            migrationBuilder.CreateTable(
                name: "refund_switches",
                columns: table => new
                {
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    stopped = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false, collation: "C"),
                    changed_by_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    changed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refund_switches", x => x.project_id);
                });

            migrationBuilder.CreateTable(
                name: "refunds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_row_id = table.Column<long>(type: "bigint", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    payment_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    method = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false, collation: "C"),
                    reason = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true, collation: "C"),
                    ticket = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    requested_by = table.Column<Guid>(type: "uuid", nullable: true),
                    requested_by_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    requested_at = table.Column<long>(type: "bigint", nullable: false),
                    approved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    approved_by_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    approved_at = table.Column<long>(type: "bigint", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: true),
                    approval_reason = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    approved_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state_detail = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true, collation: "C"),
                    state_at = table.Column<long>(type: "bigint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    request_body = table.Column<byte[]>(type: "bytea", nullable: true),
                    sent_at = table.Column<long>(type: "bigint", nullable: true),
                    request_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true, collation: "C"),
                    operation_id = table.Column<long>(type: "bigint", nullable: true),
                    code = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    message = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true, collation: "C"),
                    lease_owner = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    lease_until = table.Column<long>(type: "bigint", nullable: true),
                    next_action_at = table.Column<long>(type: "bigint", nullable: true),
                    checks = table.Column<int>(type: "integer", nullable: false),
                    absent_since = table.Column<long>(type: "bigint", nullable: true),
                    may_resend = table.Column<bool>(type: "boolean", nullable: false),
                    decided_by_people = table.Column<bool>(type: "boolean", nullable: false),
                    overdue_at = table.Column<long>(type: "bigint", nullable: true),
                    counted = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refunds", x => x.id);
                    table.CheckConstraint("refunds_second_person", "approved_by IS NULL OR requested_by IS NULL OR approved_by <> requested_by");
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    normalized_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_roles", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "users",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    display_name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    disabled = table.Column<bool>(type: "boolean", nullable: false),
                    all_projects = table.Column<bool>(type: "boolean", nullable: false),
                    time_zone_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false, collation: "C"),
                    language = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false, collation: "C"),
                    theme = table.Column<string>(type: "character varying(8)", maxLength: 8, nullable: false, collation: "C"),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    normalized_user_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    normalized_email = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    security_stamp = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    phone_number = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<long>(type: "bigint", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_users", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "operations",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    facet_id = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    payment_row_id = table.Column<long>(type: "bigint", nullable: false),
                    operation_id = table.Column<long>(type: "bigint", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: true),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    method = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    type = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    status = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    effect = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: true),
                    received_at = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true, collation: "C"),
                    converted_amount = table.Column<long>(type: "bigint", nullable: true),
                    converted_currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true, collation: "C"),
                    request_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true, collation: "C"),
                    merchant_refund_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true, collation: "C"),
                    code = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    message = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true, collation: "C"),
                    provider_id = table.Column<long>(type: "bigint", nullable: true),
                    provider_payment_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: true, collation: "C"),
                    provider_date = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true, collation: "C"),
                    auth_code = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    endpoint_id = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: true, collation: "C"),
                    eci = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true, collation: "C"),
                    has_conflict = table.Column<bool>(type: "boolean", nullable: false),
                    state_key = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_operations", x => x.id);
                    table.ForeignKey(
                        name: "fk_operations_payments_payment_row_id",
                        column: x => x.payment_row_id,
                        principalTable: "payments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "payment_alarms",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_row_id = table.Column<long>(type: "bigint", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    payment_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    raised_at = table.Column<long>(type: "bigint", nullable: false),
                    captured = table.Column<long>(type: "bigint", nullable: false),
                    refunded = table.Column<long>(type: "bigint", nullable: false),
                    reserved = table.Column<long>(type: "bigint", nullable: false),
                    currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false, collation: "C"),
                    listed_captured = table.Column<long>(type: "bigint", nullable: true),
                    listed_refunded = table.Column<long>(type: "bigint", nullable: true),
                    acknowledged_by = table.Column<Guid>(type: "uuid", nullable: true),
                    acknowledged_by_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    acknowledged_at = table.Column<long>(type: "bigint", nullable: true),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true, collation: "C"),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payment_alarms", x => x.id);
                    table.ForeignKey(
                        name: "fk_payment_alarms_payments_payment_row_id",
                        column: x => x.payment_row_id,
                        principalTable: "payments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "payment_checks",
                columns: table => new
                {
                    payment_row_id = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<long>(type: "bigint", nullable: false),
                    daily_until = table.Column<long>(type: "bigint", nullable: true),
                    contradicted = table.Column<bool>(type: "boolean", nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payment_checks", x => x.payment_row_id);
                    table.ForeignKey(
                        name: "fk_payment_checks_payments_payment_row_id",
                        column: x => x.payment_row_id,
                        principalTable: "payments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "payment_notes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    payment_row_id = table.Column<long>(type: "bigint", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    author_id = table.Column<Guid>(type: "uuid", nullable: true),
                    author_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    text = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false, collation: "C"),
                    written_at = table.Column<long>(type: "bigint", nullable: false),
                    withdrawn_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_payment_notes", x => x.id);
                    table.ForeignKey(
                        name: "fk_payment_notes_payments_payment_row_id",
                        column: x => x.payment_row_id,
                        principalTable: "payments",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "project_secrets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    @protected = table.Column<byte[]>(name: "protected", type: "bytea", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    valid_until = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_secrets", x => x.id);
                    table.ForeignKey(
                        name: "fk_project_secrets_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "refund_method_rules",
                columns: table => new
                {
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    method = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    full = table.Column<bool>(type: "boolean", nullable: false),
                    partial = table.Column<bool>(type: "boolean", nullable: false),
                    least = table.Column<long>(type: "bigint", nullable: true),
                    most = table.Column<long>(type: "bigint", nullable: true),
                    window_days = table.Column<int>(type: "integer", nullable: true),
                    changed_by_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    changed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refund_method_rules", x => new { x.project_id, x.method });
                    table.CheckConstraint("refund_method_rules_not_negative", "least >= 0 AND most >= 0 AND window_days >= 1");
                    table.ForeignKey(
                        name: "fk_refund_method_rules_projects_project_id",
                        column: x => x.project_id,
                        principalTable: "projects",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "refund_batch_rows",
                columns: table => new
                {
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    refund_id = table.Column<Guid>(type: "uuid", nullable: true),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    payment_id = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false, collation: "C"),
                    amount = table.Column<long>(type: "bigint", nullable: true),
                    currency = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false, collation: "C"),
                    reason = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true, collation: "C"),
                    ticket = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true, collation: "C"),
                    verdict = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    refusal = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    answered_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refund_batch_rows", x => new { x.batch_id, x.line });
                    table.ForeignKey(
                        name: "fk_refund_batch_rows_refund_batches_batch_id",
                        column: x => x.batch_id,
                        principalTable: "refund_batches",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "refund_resolutions",
                columns: table => new
                {
                    refund_id = table.Column<Guid>(type: "uuid", nullable: false),
                    end = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    proposed_by = table.Column<Guid>(type: "uuid", nullable: false),
                    proposed_by_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false, collation: "C"),
                    proposed_at = table.Column<long>(type: "bigint", nullable: false),
                    proposal_note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false, collation: "C"),
                    confirmed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    confirmed_by_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true, collation: "C"),
                    confirmed_at = table.Column<long>(type: "bigint", nullable: true),
                    confirmation_note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_refund_resolutions", x => x.refund_id);
                    table.CheckConstraint("refund_resolutions_second_person", "confirmed_by IS NULL OR confirmed_by <> proposed_by");
                    table.ForeignKey(
                        name: "fk_refund_resolutions_refunds_refund_id",
                        column: x => x.refund_id,
                        principalTable: "refunds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "role_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    role_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    claim_value = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_role_claims_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "api_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    protected_secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    revoked_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_tokens", x => x.id);
                    table.ForeignKey(
                        name: "fk_api_tokens_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "project_access",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    project_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_project_access", x => new { x.user_id, x.project_id });
                    table.ForeignKey(
                        name: "fk_project_access_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "saved_views",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    list = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false, collation: "C"),
                    query = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false, collation: "C"),
                    shared = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_views", x => x.id);
                    table.ForeignKey(
                        name: "fk_saved_views_users_owner_id",
                        column: x => x.owner_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "step_ups",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    method = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    confirmed_at = table.Column<long>(type: "bigint", nullable: false),
                    stamp = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_step_ups", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_step_ups_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_claims",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    claim_type = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    claim_value = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_user_claims_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_logins",
                columns: table => new
                {
                    login_provider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    provider_key = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    provider_display_name = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_logins", x => new { x.login_provider, x.provider_key });
                    table.ForeignKey(
                        name: "fk_user_logins_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_passkeys",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    Data = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_passkeys", x => x.credential_id);
                    table.ForeignKey(
                        name: "fk_user_passkeys_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_preferences",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false, collation: "C"),
                    value = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_preferences", x => new { x.user_id, x.name });
                    table.ForeignKey(
                        name: "fk_user_preferences_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_roles",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_roles", x => new { x.user_id, x.role_id });
                    table.ForeignKey(
                        name: "fk_user_roles_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_user_roles_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "user_tokens",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    login_provider = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    name = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false, collation: "C"),
                    value = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_tokens", x => new { x.user_id, x.login_provider, x.name });
                    table.ForeignKey(
                        name: "fk_user_tokens_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_token_hash",
                table: "api_tokens",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_user_id",
                table: "api_tokens",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_subject_id",
                table: "audit_entries",
                columns: new[] { "subject", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_user_id_id",
                table: "audit_entries",
                columns: new[] { "user_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_callback_events_by_time",
                table: "callback_events",
                columns: new[] { "received_at", "id", "project_id" });

            migrationBuilder.CreateIndex(
                name: "ix_callback_events_hash",
                table: "callback_events",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_callback_events_payment_row_id_id",
                table: "callback_events",
                columns: new[] { "payment_row_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_callback_events_verdict_id",
                table: "callback_events",
                columns: new[] { "verdict", "id" },
                filter: "verdict <> 'Applied'");

            migrationBuilder.CreateIndex(
                name: "ix_facets_key",
                table: "facets",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_open_refund_dialogs_payment_row_id",
                table: "open_refund_dialogs",
                column: "payment_row_id");

            migrationBuilder.CreateIndex(
                name: "ix_open_refund_dialogs_until",
                table: "open_refund_dialogs",
                column: "until");

            migrationBuilder.CreateIndex(
                name: "ix_operations_by_amount",
                table: "operations",
                columns: new[] { "facet_id", "amount", "id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_operations_by_facet",
                table: "operations",
                columns: new[] { "facet_id", "created_at", "id", "amount" });

            migrationBuilder.CreateIndex(
                name: "ix_operations_by_time",
                table: "operations",
                columns: new[] { "created_at", "id", "facet_id" });

            migrationBuilder.CreateIndex(
                name: "ix_operations_operation_id",
                table: "operations",
                column: "operation_id");

            migrationBuilder.CreateIndex(
                name: "ix_operations_payment_row_id_operation_id",
                table: "operations",
                columns: new[] { "payment_row_id", "operation_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_payment_alarms_payment_row_id_raised_at",
                table: "payment_alarms",
                columns: new[] { "payment_row_id", "raised_at" });

            migrationBuilder.CreateIndex(
                name: "payment_alarms_inbox",
                table: "payment_alarms",
                column: "raised_at",
                filter: "acknowledged_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "payment_alarms_open",
                table: "payment_alarms",
                columns: new[] { "payment_row_id", "kind" },
                unique: true,
                filter: "acknowledged_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_payment_checks_due_at",
                table: "payment_checks",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_payment_notes_payment_row_id_written_at_id",
                table: "payment_notes",
                columns: new[] { "payment_row_id", "written_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_payments_by_account_end",
                table: "payments",
                columns: new[] { "account_end", "created_at", "id", "account_number" },
                filter: "account_end IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_payments_by_amount",
                table: "payments",
                columns: new[] { "facet_id", "amount", "id", "created_at", "refund_work" });

            migrationBuilder.CreateIndex(
                name: "ix_payments_by_change",
                table: "payments",
                columns: new[] { "facet_id", "updated_at", "id", "created_at", "refund_work", "amount" });

            migrationBuilder.CreateIndex(
                name: "ix_payments_by_facet",
                table: "payments",
                columns: new[] { "facet_id", "created_at", "id", "refund_work", "amount", "captured", "refunded" });

            migrationBuilder.CreateIndex(
                name: "ix_payments_by_late_change",
                table: "payments",
                columns: new[] { "created_at", "updated_at", "id", "facet_id", "refund_work", "amount" },
                filter: "updated_at < created_at OR updated_at > created_at + 3600000");

            migrationBuilder.CreateIndex(
                name: "ix_payments_by_refund_work",
                table: "payments",
                columns: new[] { "refund_work", "created_at", "id" },
                filter: "refund_work <> 0");

            migrationBuilder.CreateIndex(
                name: "ix_payments_by_time",
                table: "payments",
                columns: new[] { "created_at", "id", "facet_id", "refund_work", "amount" });

            migrationBuilder.CreateIndex(
                name: "ix_payments_customer_id_created_at",
                table: "payments",
                columns: new[] { "customer_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_payments_payment_id_project_id",
                table: "payments",
                columns: new[] { "payment_id", "project_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_project_secrets_project_id",
                table: "project_secrets",
                column: "project_id");

            migrationBuilder.CreateIndex(
                name: "ix_refund_batch_rows_batch_id_state_line",
                table: "refund_batch_rows",
                columns: new[] { "batch_id", "state", "line" });

            migrationBuilder.CreateIndex(
                name: "ix_refund_batch_rows_project_id_payment_id",
                table: "refund_batch_rows",
                columns: new[] { "project_id", "payment_id" });

            migrationBuilder.CreateIndex(
                name: "ix_refund_batch_rows_refund_id",
                table: "refund_batch_rows",
                column: "refund_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_refund_batches_created_at",
                table: "refund_batches",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_refund_batches_file_hash",
                table: "refund_batches",
                column: "file_hash");

            migrationBuilder.CreateIndex(
                name: "ix_refund_batches_state_next_row_at",
                table: "refund_batches",
                columns: new[] { "state", "next_row_at" });

            migrationBuilder.CreateIndex(
                name: "ix_refund_limits_subject_currency",
                table: "refund_limits",
                columns: new[] { "subject", "currency" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_refunds_payment_row_id_requested_at",
                table: "refunds",
                columns: new[] { "payment_row_id", "requested_at" });

            migrationBuilder.CreateIndex(
                name: "ix_refunds_request_id",
                table: "refunds",
                column: "request_id");

            migrationBuilder.CreateIndex(
                name: "ix_refunds_requested_by_requested_at",
                table: "refunds",
                columns: new[] { "requested_by", "requested_at" });

            migrationBuilder.CreateIndex(
                name: "ix_refunds_state_next_action_at",
                table: "refunds",
                columns: new[] { "state", "next_action_at" });

            migrationBuilder.CreateIndex(
                name: "ix_refunds_state_state_at",
                table: "refunds",
                columns: new[] { "state", "state_at" });

            migrationBuilder.CreateIndex(
                name: "refunds_one_on_the_wire",
                table: "refunds",
                column: "payment_row_id",
                unique: true,
                filter: "state IN ('Sending', 'Unknown')");

            migrationBuilder.CreateIndex(
                name: "ix_role_claims_role_id",
                table: "role_claims",
                column: "role_id");

            migrationBuilder.CreateIndex(
                name: "role_name_index",
                table: "roles",
                column: "normalized_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_list_shared",
                table: "saved_views",
                columns: new[] { "list", "shared" });

            migrationBuilder.CreateIndex(
                name: "ix_saved_views_owner_id_list_name",
                table: "saved_views",
                columns: new[] { "owner_id", "list", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_user_claims_user_id",
                table: "user_claims",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_logins_user_id",
                table: "user_logins",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_passkeys_user_id",
                table: "user_passkeys",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "ix_user_roles_role_id",
                table: "user_roles",
                column: "role_id");

            migrationBuilder.CreateIndex(
                name: "email_index",
                table: "users",
                column: "normalized_email");

            migrationBuilder.CreateIndex(
                name: "user_name_index",
                table: "users",
                column: "normalized_user_name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_tokens");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "callback_bodies");

            migrationBuilder.DropTable(
                name: "callback_events");

            migrationBuilder.DropTable(
                name: "facets");

            migrationBuilder.DropTable(
                name: "open_refund_dialogs");

            migrationBuilder.DropTable(
                name: "operations");

            migrationBuilder.DropTable(
                name: "payment_alarms");

            migrationBuilder.DropTable(
                name: "payment_checks");

            migrationBuilder.DropTable(
                name: "payment_notes");

            migrationBuilder.DropTable(
                name: "project_access");

            migrationBuilder.DropTable(
                name: "project_secrets");

            migrationBuilder.DropTable(
                name: "refund_batch_rows");

            migrationBuilder.DropTable(
                name: "refund_limits");

            migrationBuilder.DropTable(
                name: "refund_method_rules");

            migrationBuilder.DropTable(
                name: "refund_resolutions");

            migrationBuilder.DropTable(
                name: "refund_switches");

            migrationBuilder.DropTable(
                name: "role_claims");

            migrationBuilder.DropTable(
                name: "saved_views");

            migrationBuilder.DropTable(
                name: "step_ups");

            migrationBuilder.DropTable(
                name: "user_claims");

            migrationBuilder.DropTable(
                name: "user_logins");

            migrationBuilder.DropTable(
                name: "user_passkeys");

            migrationBuilder.DropTable(
                name: "user_preferences");

            migrationBuilder.DropTable(
                name: "user_roles");

            migrationBuilder.DropTable(
                name: "user_tokens");

            migrationBuilder.DropTable(
                name: "payments");

            migrationBuilder.DropTable(
                name: "refund_batches");

            migrationBuilder.DropTable(
                name: "projects");

            migrationBuilder.DropTable(
                name: "refunds");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.DropTable(
                name: "users");
        }
    }
}
