import type { Action, Mitigation, SideEffect, TestVector, ValueElement } from "./feed.js";
import { type ActionDraft, parseActions } from "./parse-actions.js";
import { describeOddity, isId, printable } from "./plain-id.js";

function childrenOf(element: ValueElement, name: string): readonly ValueElement[] {
  return element.elements.filter((child) => child.name === name);
}

function childrenWithin(config: ValueElement, list: string, name: string): readonly ValueElement[] {
  return childrenOf(config, list).flatMap((parent) => childrenOf(parent, name));
}

function sideEffects(config: ValueElement): readonly SideEffect[] {
  return childrenWithin(config, "SideEffects", "SideEffect").map(({ text, attributes }) => ({
    text: text.trim(),
    probe: attributes.probe ?? null,
  }));
}

/** Vectors that lack a part or expect something else are left out: they are a means of checking, not of acting. */
function testVectors(config: ValueElement): readonly TestVector[] {
  return childrenWithin(config, "TestVectors", "Request").flatMap((request): TestVector[] => {
    const { method = "GET", url, expect } = request.attributes;
    if (url === undefined || (expect !== "blocked" && expect !== "allowed")) return [];
    const headers = childrenOf(request, "header").map(({ attributes, text }) => ({
      name: attributes.name ?? "",
      value: attributes.value ?? text,
    }));
    return [{ method, url, headers, expect }];
  });
}

/** The ids that several elements carry, compared without regard to case. */
function duplicates(ids: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const id of ids.map((one) => one.toLowerCase())) {
    if (seen.has(id)) twice.add(id);
    seen.add(id);
  }
  return twice;
}

function configProblem(id: string | undefined, twice: ReadonlySet<string>): string | null {
  if (id === undefined) return "its Config has no id";
  if (!isId(id)) return `its Config's id ${describeOddity(id)}`;
  return twice.has(id.toLowerCase()) ? `several Configs have the id ${id}` : null;
}

/** The mitigations of a feed's `Config` elements, in document order. */
export function parseMitigations(configs: readonly ValueElement[]): readonly Mitigation[] {
  const configIds = configs.flatMap(({ attributes }) => (attributes.id === undefined ? [] : [attributes.id]));
  const twice = duplicates(configIds);
  const drafts = configs.map((config, index) => {
    const id = config.attributes.id;
    const named = printable(id ?? `(Config ${index + 1})`);
    const actions = childrenWithin(config, "ActionList", "Action");
    return { config, id: named, actions: parseActions(config, named, actions, configProblem(id, twice)) };
  });
  const actions = drafts.flatMap((draft) => draft.actions.map(({ action }) => action));
  const taken = {
    actionIds: duplicates(actions.map(({ actionId }) => actionId)),
    appliedIds: duplicates(actions.map(({ appliedId }) => appliedId)),
  };
  return drafts.map(({ config, id, actions }) => ({
    id,
    description: printable(config.attributes.desc ?? "", 1000),
    actions: actions.map((draft) => settle(draft, taken)),
    sideEffects: sideEffects(config),
    testVectors: testVectors(config),
  }));
}

interface TakenIds {
  readonly actionIds: ReadonlySet<string>;
  readonly appliedIds: ReadonlySet<string>;
}

function settle({ action, problem }: ActionDraft, { actionIds, appliedIds }: TakenIds): Action {
  if (problem !== null) return { ...action, problem };
  if (actionIds.has(action.actionId.toLowerCase())) {
    return { ...action, problem: `several actions have the id ${action.actionId}` };
  }
  return {
    ...action,
    problem: appliedIds.has(action.appliedId.toLowerCase())
      ? `several actions would be listed as ${action.appliedId}`
      : null,
  };
}
