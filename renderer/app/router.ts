import { createRouter, createWebHashHistory } from 'vue-router'
import HostView from '../views/host/HostView.vue'
import MachinesView from '../views/machines/MachinesView.vue'
import NetworksView from '../views/networks/NetworksView.vue'
import OverviewView from '../views/overview/OverviewView.vue'

/** The pages. Lists and their details share one view, so choosing an item keeps the list as is. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'overview', component: OverviewView },
    { path: '/networks', name: 'networks', component: NetworksView },
    { path: '/networks/:id', name: 'network', component: NetworksView },
    { path: '/machines', name: 'machines', component: MachinesView },
    { path: '/machines/:id', name: 'machine', component: MachinesView },
    { path: '/host', name: 'host', component: HostView },
    { path: '/host/:name', name: 'interface', component: HostView },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
