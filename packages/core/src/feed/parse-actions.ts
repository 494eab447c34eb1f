import { parseBuild } from "../decide/build.js";
import type { Action, AppliesTo, Build, Scope, ValueElement } from "./feed.js";
import { describeOddity, isId, printable } from "./plain-id.js";

/** An action and what is wrong with it by itself; duplicates are found over the whole feed. */
export interface ActionDraft {
  readonly action: Omit<Action, "problem">;
  readonly problem: string | null;
}

const versionForm = /^(?:0|[1-9][0-9]{0,8})$/;
const appliesToNames: readonly string[] = ["product", "lowest", "highest", "role"];

/** Collects what cannot be understood; the first finding is the one reported. */
class Findings {
  first: string | null = null;

  add(problem: string): void {
    this.first ??= problem;
  }
}

function parseBound(text: string | undefined, name: string, findings: Findings): Build | null {
  if (text === undefined) return null;
  const build = parseBuild(text);
  if (build === null) findings.add(`${name} is not a build of four numbers: ${JSON.stringify(printable(text))}`);
  return build;
}

/** A range that cannot be understood whole applies to nothing that is guessed: the whole action has a problem. */
function parseAppliesTo(config: ValueElement, findings: Findings): readonly AppliesTo[] {
  return config.elements
    .filter(({ name }) => name === "AppliesTo")
    .map(({ attributes, elements, text }) => {
      const { product, lowest, highest, role } = attributes;
      const odd = Object.keys(attributes).find((name) => !appliesToNames.includes(name)) ?? elements[0]?.name;
      if (odd !== undefined) findings.add(`AppliesTo says ${JSON.stringify(printable(odd))}, which is not known`);
      else if (text.trim() !== "") findings.add("AppliesTo holds text");
      for (const name of appliesToNames) if (attributes[name] === "") findings.add(`AppliesTo has an empty ${name}`);
      return {
        product: product ?? null,
        lowest: parseBound(lowest, "lowest", findings),
        highest: parseBound(highest, "highest", findings),
        role: role ?? null,
      };
    });
}

function parseVersion(text: string | undefined, findings: Findings): number {
  if (text === undefined) return 0;
  if (versionForm.test(text)) return Number(text);
  findings.add(`its version is not a plain number: ${JSON.stringify(printable(text))}`);
  return 0;
}

function parseType(text: string | undefined, findings: Findings): string {
  if (text === undefined || text === "") findings.add("it has no type");
  else if (!isId(text)) findings.add(`its type ${describeOddity(text)}`);
  return printable(text ?? "");
}

function parseScope(text: string | undefined, findings: Findings): Scope {
  if (text === "Server" || text === "Site") return text;
  findings.add(
    text === undefined ? "it has no scope" : `its scope is neither Server nor Site: ${JSON.stringify(printable(text))}`,
  );
  return "Server";
}

function parseActionId(id: string | undefined, configId: string, siblings: number, findings: Findings): string {
  if (id === undefined) {
    if (siblings > 1) findings.add("it has no id, and its Config has several actions");
    return configId;
  }
  if (!isId(id)) findings.add(`its id ${describeOddity(id)}`);
  return printable(id);
}

function parseAction(
  config: ValueElement,
  configId: string,
  element: ValueElement,
  siblings: number,
  configProblem: string | null,
): ActionDraft {
  const findings = new Findings();
  if (configProblem !== null) findings.add(configProblem);
  const { attributes } = element;
  const actionId = parseActionId(attributes.id, configId, siblings, findings);
  const version = parseVersion(attributes.version, findings);
  const type = parseType(attributes.type, findings);
  const scope = parseScope(attributes.scope, findings);
  const appliesTo = parseAppliesTo(config, findings);
  const values = element.elements.filter(({ name }) => name === "Value");
  if (values.length !== 1) findings.add(values.length === 0 ? "it has no Value" : "it has several Values");
  const [value] = values;
  const action = {
    mitigation: configId,
    actionId,
    appliedId: attributes.id === undefined ? configId : `${actionId}.${version}`,
    version,
    type,
    description: printable(attributes.desc ?? "", 1000),
    value: { text: value?.text ?? "", elements: value?.elements ?? [], scope },
    appliesTo,
  };
  return { action, problem: findings.first };
}

/** The actions of one `Config`, in document order. */
export function parseActions(
  config: ValueElement,
  configId: string,
  elements: readonly ValueElement[],
  configProblem: string | null,
): readonly ActionDraft[] {
  return elements.map((element) => parseAction(config, configId, element, elements.length, configProblem));
}
