import { type Address, compareText, type Resolved } from "@towpath/core";
import type { Graph, GraphContainer, GraphResource, GraphWorkload, Template } from "@towpath/manifest";

/** A graph as it is drawn: what there is, where it is made, and who needs what of whom. */
export interface Diagram {
  readonly title: string;
  /** Engines first, then what comes from elsewhere. Groups without nodes are left out. */
  readonly groups: readonly DiagramGroup[];
  /** Sorted by where they start, then by where they lead; what is secret apart from what is not. */
  readonly edges: readonly DiagramEdge[];
}

export interface DiagramGroup {
  readonly id: string;
  readonly label: string;
  /** Sorted by id. */
  readonly nodes: readonly DiagramNode[];
}

export interface DiagramNode {
  readonly id: Address;
  readonly kind: "service" | "workload" | "container" | "resource" | "secret" | "contract";
  /** More about it, in the order of weight. */
  readonly details: readonly string[];
  /** Other services have it, too. */
  readonly isShared: boolean;
  /** The containers of a workload that has several. */
  readonly inside: readonly DiagramNode[];
}

export interface DiagramEdge {
  readonly from: Address;
  readonly to: Address;
  readonly relation: "needs" | "waits for" | "runs" | "exposes" | "consumes";
  /** What makes it: variables, files, volumes, settings. Sorted; empty where the relation says all. */
  readonly by: readonly string[];
  readonly isSecret: boolean;
}

type Edge = Omit<DiagramEdge, "by"> & { readonly by?: string };

/** A graph's diagram. The same for the same graph, whatever the order of anything in its documents. */
export function diagramOf(graph: Graph): Diagram {
  const { service, environment, resources, workloads, secrets, exposes, consumes } = graph;
  const hasContracts = exposes.length + consumes.length > 0;
  const self = `service.${service.name}`;
  const groups: readonly DiagramGroup[] = [
    {
      id: "service",
      label: "service",
      nodes: hasContracts ? [node("service", self, [service.name, service.owner ?? ""])] : [],
    },
    ...environment.engines.map(({ name, kind }) => ({
      id: `engine.${name}`,
      label: name === kind ? `engine ${name}` : `engine ${name} (${kind})`,
      nodes: [
        ...workloads.filter(({ engine }) => engine === name).map(workloadNode),
        ...resources.filter(({ engine }) => engine === name).map(resourceNode),
      ].sort(byId),
    })),
    { id: "secrets", label: "secrets", nodes: secrets.map(({ address, from }) => node("secret", address, [from])) },
    {
      id: "exposes",
      label: "exposed contracts",
      nodes: exposes.map(({ address, kind, path, allow }) =>
        node("contract", address, [`${kind} ${path}`, allow ? `for ${allow.join(", ")}` : ""]),
      ),
    },
    {
      id: "consumes",
      label: "consumed contracts",
      nodes: consumes.map(({ address, service: of, contract, clients }) =>
        node("contract", address, [
          of === undefined ? clients.join(", ") : contract === undefined ? of : `${contract} of ${of}`,
        ]),
      ),
    },
  ];
  const edges: readonly Edge[] = [
    ...workloads.flatMap(workloadEdges),
    ...resources.flatMap(resourceEdges),
    ...(hasContracts ? workloads.map(({ address }) => plain(self, "runs", address)) : []),
    ...exposes.map(({ address }) => plain(self, "exposes", address)),
    ...consumes.map(({ address }) => plain(self, "consumes", address)),
  ];
  return {
    title: `${service.name} in ${environment.name}`,
    groups: groups.filter(({ nodes }) => nodes.length > 0),
    edges: joined(edges),
  };
}

function plain(from: Address, relation: Edge["relation"], to: Address, by?: string): Edge {
  return { from, relation, to, isSecret: false, ...(by === undefined ? {} : { by }) };
}

function node(
  kind: DiagramNode["kind"],
  id: Address,
  details: readonly string[],
  more: Partial<Pick<DiagramNode, "isShared" | "inside">> = {},
): DiagramNode {
  return { id, kind, details: details.filter((detail) => detail !== ""), isShared: false, inside: [], ...more };
}

function resourceNode(resource: GraphResource): DiagramNode {
  const { address, type, share, shareOwner } = resource;
  const version = [type, chosen(resource.version)].filter((part) => part !== "").join(" ");
  const shared = share === undefined ? "" : `shared as ${share}${shareOwner === undefined ? "" : ` of ${shareOwner}`}`;
  const details = [version, chosen(resource.variant), chosen(resource.size), shared];
  return node("resource", address, details, { isShared: share !== undefined });
}

function chosen(choice: Resolved<string> | undefined): string {
  return choice?.known ? choice.value : "";
}

function workloadNode({ address, kind, port, schedule, scale, containers }: GraphWorkload): DiagramNode {
  const times = scale.min === scale.max ? `${scale.min}` : `${scale.min} to ${scale.max}`;
  const details = [
    kind,
    port === undefined ? "" : `port ${port}`,
    schedule ?? "",
    scale.max === 1 ? "" : `${times} times`,
  ];
  const inside = hasSeveral({ containers })
    ? containers.map(({ name, image, run }) => node("container", within(address, name), [image ?? run ?? ""]))
    : [];
  return node("workload", address, details, { inside });
}

function hasSeveral({ containers }: Pick<GraphWorkload, "containers">): boolean {
  return containers.length > 1;
}

function within(workload: Address, container: string): Address {
  return `${workload}.containers.${container}`;
}

function workloadEdges(workload: GraphWorkload): readonly Edge[] {
  return workload.containers.flatMap((container) => {
    const { address } = workload;
    const from = hasSeveral(workload) ? within(address, container.name) : address;
    const waiting = container.before.map(({ container: other, ready }) =>
      plain(within(address, other), "waits for", from, `until it is ${ready}`),
    );
    return [...containerNeeds(container).flatMap(([by, template]) => edgesOf(from, by, template)), ...waiting];
  });
}

/** What a container takes from others, each with what it is called. */
function containerNeeds({ variables, files, volumes }: GraphContainer): readonly (readonly [string, Template])[] {
  return [
    ...Object.entries(variables),
    ...files.flatMap(({ target, content }) =>
      content.kind === "text" ? [[`file ${target}`, content.template] as const] : [],
    ),
    ...volumes.map(({ target, source }) => [`volume ${target}`, source] as const),
  ];
}

function resourceEdges({ address, settings }: GraphResource): readonly Edge[] {
  return Object.entries(settings).flatMap(([name, { template }]) =>
    template ? edgesOf(address, `settings.${name}`, template) : [],
  );
}

function edgesOf(from: Address, by: string, template: Template): readonly Edge[] {
  return template.parts.flatMap((part): readonly Edge[] => {
    if (part.kind === "text") return [];
    const isSecret = part.kind === "secret" || (part.kind === "output" && part.isSecret);
    return [{ from, relation: "needs", to: part.address, by, isSecret }];
  });
}

/** One edge for all that makes it, what is secret apart. */
function joined(edges: readonly Edge[]): readonly DiagramEdge[] {
  const found = new Map<string, { readonly edge: Omit<DiagramEdge, "by">; readonly by: Set<string> }>();
  for (const { by, ...edge } of edges) {
    const key = JSON.stringify(edge);
    const one = found.get(key) ?? { edge, by: new Set() };
    found.set(key, one);
    if (by !== undefined) one.by.add(by);
  }
  const all = [...found.values()].map(({ edge, by }): DiagramEdge => ({ ...edge, by: [...by].sort(compareText) }));
  return all.sort(
    (a, b) => compareText(a.from, b.from) || compareText(a.to, b.to) || Number(a.isSecret) - Number(b.isSecret),
  );
}

function byId(a: DiagramNode, b: DiagramNode): number {
  return compareText(a.id, b.id);
}

const MOST_NAMED = 8;

/** What makes an edge, on one line: the first few by name. */
export function edgeLabel({ relation, by, isSecret }: DiagramEdge): string {
  if (by.length === 0) return relation;
  const named = by.slice(0, MOST_NAMED).join(", ");
  const more = by.length > MOST_NAMED ? ` and ${by.length - MOST_NAMED} more` : "";
  return `${named}${more}${isSecret ? " (secret)" : ""}`;
}
