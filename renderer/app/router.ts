import { createRouter, createWebHashHistory } from 'vue-router'
import PictureView from '../views/picture/PictureView.vue'

const DoctorView = () => import('../views/doctor/DoctorView.vue')
const HistoryView = () => import('../views/history/HistoryView.vue')
const HostsView = () => import('../views/hosts/HostsView.vue')
const HostView = () => import('../views/host/HostView.vue')
const MachinesView = () => import('../views/machines/MachinesView.vue')
const NetworksView = () => import('../views/networks/NetworksView.vue')
const OpenView = () => import('../views/open/OpenView.vue')

/**
 * The pages: the first one comes with the app, the others when they are gone to. Lists and their
 * details share one view, so choosing an item keeps the list as is.
 */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'overview', component: PictureView },
    { path: '/networks', name: 'networks', component: NetworksView },
    { path: '/networks/:id', name: 'network', component: NetworksView },
    { path: '/machines', name: 'machines', component: MachinesView },
    { path: '/machines/:id', name: 'machine', component: MachinesView },
    { path: '/host', name: 'host', component: HostView },
    { path: '/host/:name', name: 'interface', component: HostView },
    { path: '/hosts', name: 'hosts', component: HostsView },
    { path: '/doctor', name: 'doctor', component: DoctorView },
    { path: '/history', name: 'history', component: HistoryView },
    { path: '/history/:id', name: 'change', component: HistoryView },
    {
      path: '/open/:kind(machine|network|host)/:name',
      name: 'open',
      component: OpenView,
      props: true,
    },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})
