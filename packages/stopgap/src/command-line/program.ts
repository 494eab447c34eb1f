import { Command, Option } from "commander";
import type { CommandContext } from "../commands/command-context.js";
import { programVersion } from "../version.js";
import { registerAuditArchive, registerAuditBackup, registerAuditImport } from "./audit-archive.js";
import { registerAuditDiff } from "./audit-diff.js";
import { registerAuditExport } from "./audit-export.js";
import { registerAuditReplay } from "./audit-replay.js";
import { registerAuditSearch } from "./audit-search.js";
import { registerAuditVerify } from "./audit-verify.js";
import { registerBlock, registerUnblock } from "./block.js";
import { registerCheck } from "./check.js";
import { registerCompletion } from "./completion.js";
import { registerConfig } from "./config.js";
import { registerDemo } from "./demo.js";
import { described } from "./described.js";
import { registerDiagnostics } from "./diagnostics.js";
import { registerExplain } from "./explain.js";
import { registerFeedCrl } from "./feed-crl.js";
import { registerFeedKeygen } from "./feed-keygen.js";
import { registerFeedServe } from "./feed-serve.js";
import { registerFeedSign } from "./feed-sign.js";
import { registerFeedVerify } from "./feed-verify.js";
import { registerGet } from "./get.js";
import { registerHealth } from "./health.js";
import { registerLog } from "./log.js";
import { registerMitigations } from "./mitigations.js";
import { registerNotify } from "./notify.js";
import { registerPlan } from "./plan.js";
import { registerPluginList } from "./plugin-list.js";
import { registerPluginNew } from "./plugin-new.js";
import { registerPluginTest } from "./plugin-test.js";
import { registerRevert } from "./revert.js";
import { registerRun } from "./run.js";
import { registerService } from "./service.js";
import { registerSet } from "./set.js";
import { registerSimulate } from "./simulate.js";
import { registerTestConnectivity } from "./test-connectivity.js";

/** The whole command line. Parsing rejects with a `CommanderError`; an action with what it throws. */
export function createProgram(context: CommandContext): Command {
  const { terminal } = context;
  const program = described(new Command("stopgap"), {
    summary:
      "Emergency mitigations: fetch a signed feed, verify it, apply what is meant for this server, record every step.",
    examples: [
      ["demo", "the whole job on a sandbox server"],
      ["plan", "what check would do and change"],
      ["check", "one cycle now"],
      ["health", "what asks for attention"],
    ],
  })
    .option("--config <file>", "configuration (default: ./stopgap.yaml, then the platform's place)")
    .option("--json", "print one JSON document")
    .addOption(new Option("--verbose", "tell more, with stack traces of errors"))
    .version(programVersion(), "--version", "print the version")
    .helpOption("--help", "show help")
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({ writeOut: terminal.write, writeErr: () => undefined, outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(terminal.width, 100) });

  for (const register of [
    registerDemo,
    registerRun,
    registerCheck,
    registerPlan,
    registerGet,
    registerMitigations,
    registerSet,
    registerBlock,
    registerUnblock,
    registerRevert,
    registerExplain,
    registerTestConnectivity,
    registerHealth,
    registerLog,
    registerAudit,
    registerFeed,
    registerSimulate,
    registerPlugin,
    registerService,
    registerNotify,
    registerDiagnostics,
    registerConfig,
    registerCompletion,
  ]) {
    register(program, context);
  }
  return program;
}

function registerAudit(program: Command, context: CommandContext): void {
  const audit = described(program.command("audit"), {
    summary: "Search, check, replay and export the event log",
    examples: [
      ["audit verify", "that nobody changed the record"],
      ["audit search --since 30d", "what administrators did"],
    ],
  });
  registerAuditSearch(audit, context);
  registerAuditVerify(audit, context);
  registerAuditReplay(audit, context);
  registerAuditDiff(audit, context);
  registerAuditExport(audit, context);
  registerAuditImport(audit, context);
  registerAuditArchive(audit, context);
  registerAuditBackup(audit, context);
}

function registerFeed(program: Command, context: CommandContext): void {
  const feed = described(program.command("feed"), {
    summary: "The publisher's side: make keys, sign, verify and serve a feed",
    examples: [["feed sign feed.xml signed.xml", "with the keys of feed keygen"]],
  });
  registerFeedKeygen(feed, context);
  registerFeedSign(feed, context);
  registerFeedVerify(feed, context);
  registerFeedServe(feed, context);
  registerFeedCrl(feed, context);
}

function registerPlugin(program: Command, context: CommandContext): void {
  const plugin = described(program.command("plugin"), {
    summary: "Plugins: what is loaded, a new one, the laws they keep",
    examples: [
      ["plugin list", "types, packages, versions and health"],
      ["plugin new stopgap-plugin-firewall", "a package that passes its own tests"],
      ["plugin test ./stopgap-plugin-firewall", "the laws from outside"],
    ],
  });
  registerPluginList(plugin, context);
  registerPluginNew(plugin, context);
  registerPluginTest(plugin, context);
}
