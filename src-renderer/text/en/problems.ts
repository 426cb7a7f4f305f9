/** What each problem is for, by its id. */
export const problems: Readonly<Record<string, { readonly purpose: string; readonly uses: string }>> = {
  darcy: {
    purpose: 'Water under pressure in ground of two layers or rocks: where does it flow, and what is the ground like?',
    uses: 'Groundwater, oil reservoirs, geothermal wells',
  },
  'darcy-lognormal': {
    purpose: 'Water under pressure in ground whose permeability varies smoothly over orders of magnitude.',
    uses: 'Groundwater, contaminant transport, filters',
  },
  poisson: {
    purpose: 'The potential of given sources: electric charge, heat that is produced, or load on a membrane.',
    uses: 'Electrostatics, steady heat, membranes',
  },
  helmholtz: {
    purpose: 'Waves of one frequency below the first resonance, driven by sources in a closed box.',
    uses: 'Acoustics, microwaves, vibration',
  },
  burgers: {
    purpose: 'A wave that steepens to shocks while viscosity smooths it: the whole course in time from a few probes.',
    uses: 'Gas dynamics, traffic flow, turbulence models',
  },
  'navier-stokes': {
    purpose: 'Vortices that carry and stir each other: what they become, or where they came from.',
    uses: 'Turbulence, weather and ocean models, mixing',
  },
  heat: {
    purpose: 'Heat that spreads in an insulated plate: its temperature later, or what it was at the start.',
    uses: 'Cooling, casting, building physics',
  },
}
