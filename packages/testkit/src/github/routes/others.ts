import { type Call, type LoopbackTeam, notFound, problem, type Route } from "../route.ts";

/** Repositories, teams, and who one is. */
export const otherRoutes: Readonly<Record<string, Route>> = {
  "GET /repos/{owner}/{repo}": {
    about: "repository",
    needs: ["metadata=read"],
    answer: ({ repository }) => ({
      status: 200,
      body: {
        name: repository.name,
        full_name: `${repository.owner}/${repository.name}`,
        private: repository.isPrivate,
        archived: repository.isArchived,
        default_branch: "main",
        owner: { login: repository.owner },
      },
    }),
  },
  "GET /orgs/{org}/teams/{team_slug}": {
    about: "other",
    needs: ["members=read"],
    answer: (call) => {
      const team = teamOf(call);
      return team
        ? { status: 200, body: { slug: team.slug, name: team.slug, organization: { login: team.org } } }
        : notFound;
    },
  },
  "GET /orgs/{org}/teams/{team_slug}/memberships/{username}": {
    about: "other",
    needs: ["members=read"],
    answer: (call) => {
      const team = teamOf(call);
      const login = (call.parameters["username"] ?? "").toLowerCase();
      const isIn = (logins: readonly string[] = []) => logins.some((one) => one.toLowerCase() === login);
      if (!isIn(team?.members) && !isIn(team?.pending)) return notFound;
      return { status: 200, body: { state: isIn(team?.members) ? "active" : "pending", role: "member" } };
    },
  },
  "GET /orgs/{org}/teams/{team_slug}/members": {
    about: "other",
    needs: ["members=read"],
    answer: (call) => {
      const team = teamOf(call);
      if (!team) return notFound;
      return { status: 200, pages: { items: team.members.map((login) => ({ login, type: "User" })) } };
    },
  },
  "GET /user": {
    about: "other",
    needs: ["metadata=read"],
    answer: ({ token }) =>
      token.kind === "installation"
        ? problem(403, "Resource not accessible by integration")
        : { status: 200, body: { login: token.account.login, type: "User" } },
  },
};

function teamOf({ parameters, teams }: Call): LoopbackTeam | undefined {
  return teams.find(({ org, slug }) => org === parameters["org"] && slug === parameters["team_slug"]);
}
